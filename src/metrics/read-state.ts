import type { Queryable } from '../database/pool.js';
import { priorities } from '../enrichment/producer.js';

export interface LedgerState {
  open: { state: 'pending' | 'dispatched'; lane: 'fresh' | 'backfill'; rows: number }[];
  failed: { code: string; rows: number }[];
  pendingSuggestions: number;
}

/** What is on the ledger and still matters, by the partial indexes: closed rows, which may be many millions, are not counted. */
export async function readLedgerState(db: Queryable): Promise<LedgerState> {
  const { rows } = await db.query<LedgerState>(ledgerState, [priorities.backfill]);
  return rows[0]!;
}

// Every state and lane has its row, be it 0: a series that comes and goes is hard to alert on.
const ledgerState = `
  WITH still_open (state, lane, rows) AS (
    SELECT 'pending', 'fresh', (SELECT count(*) FROM honeyburst.enrichment WHERE state = 'pending' AND priority < $1)
    UNION ALL
    SELECT 'pending', 'backfill', (SELECT count(*) FROM honeyburst.enrichment WHERE state = 'pending' AND priority >= $1)
    UNION ALL
    SELECT 'dispatched', lane, (SELECT count(*) FROM honeyburst.enrichment
                                 WHERE state = 'dispatched' AND (priority < $1) = (lane = 'fresh'))
      FROM (VALUES ('fresh'), ('backfill')) AS lanes (lane)
  ), failed AS (
    SELECT coalesce(error_code, 'unknown') AS code, count(*) AS rows
      FROM honeyburst.enrichment WHERE state = 'failed' GROUP BY error_code
  )
  SELECT (SELECT jsonb_agg(o) FROM still_open o) AS open,
         (SELECT coalesce(jsonb_agg(f), '[]') FROM failed f) AS failed,
         (SELECT count(*) FROM honeyburst.suggestion WHERE status = 'pending') AS "pendingSuggestions"`;
