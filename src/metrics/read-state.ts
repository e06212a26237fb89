import type { Queryable } from '../database/pool.js';
import { priorities } from '../enrichment/producer.js';

export interface LedgerState {
  open: { state: 'pending' | 'dispatched' | 'postponed'; lane: 'fresh' | 'backfill'; rows: number }[];
  failed: { code: string; rows: number }[];
  pendingSuggestions: number;
}

/** The open and failed rows of the ledger, by its partial indexes. Finished rows may be many millions and are not counted. */
export async function readLedgerState(db: Queryable): Promise<LedgerState> {
  const { rows } = await db.query<LedgerState>(ledgerState, [priorities.backfill]);
  return rows[0]!;
}

// Every state and lane has a row, even if it is 0, because alerts on a series that comes and goes are hard to write.
const ledgerState = `
  WITH still_open (state, lane, rows) AS (
    SELECT 'pending', 'fresh', (SELECT count(*) FROM honeyburst.enrichment WHERE state = 'pending' AND not_before IS NULL AND priority < $1)
    UNION ALL
    SELECT 'pending', 'backfill', (SELECT count(*) FROM honeyburst.enrichment WHERE state = 'pending' AND not_before IS NULL AND priority >= $1)
    UNION ALL
    SELECT 'dispatched', lane, (SELECT count(*) FROM honeyburst.enrichment
                                 WHERE state = 'dispatched' AND (priority < $1) = (lane = 'fresh'))
      FROM (VALUES ('fresh'), ('backfill')) AS lanes (lane)
    UNION ALL
    SELECT 'postponed', lane, (SELECT count(*) FROM honeyburst.enrichment
                                WHERE state = 'pending' AND not_before IS NOT NULL
                                  AND (priority < $1) = (lane = 'fresh'))
      FROM (VALUES ('fresh'), ('backfill')) AS lanes (lane)
  ), failed AS (
    SELECT coalesce(error_code, 'unknown') AS code, count(*) AS rows
      FROM honeyburst.enrichment WHERE state = 'failed' GROUP BY error_code
  )
  SELECT (SELECT jsonb_agg(o) FROM still_open o) AS open,
         (SELECT coalesce(jsonb_agg(f), '[]') FROM failed f) AS failed,
         (SELECT count(*) FROM honeyburst.suggestion WHERE status = 'pending') AS "pendingSuggestions"`;
