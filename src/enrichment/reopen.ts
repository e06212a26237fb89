import type { Pool } from '../database/pool.js';
import type { DispatchQueue } from './dispatch.js';

/** Puts rows that failed with `code` (absent: with any) back to the start; returns how many. */
export async function retryFailed(pool: Pool, code?: string): Promise<number> {
  const { rowCount } = await pool.query(
    `UPDATE honeyburst.enrichment
        SET state = 'pending', attempts = 0, running = false, finished_at = NULL
      WHERE state = 'failed' AND ($1::text IS NULL OR error_code = $1)`,
    [code ?? null],
  );
  return rowCount ?? 0;
}

export interface ReconcileOptions {
  pool: Pool;
  queue: Pick<DispatchQueue, 'missing'>;
  /** Rows put on the queue more recently are left alone. */
  olderThanMs: number;
}

/**
 * Makes rows pending again whose job the queue has lost: a Redis that forgot, a job given up on while the
 * database was away. Returns how many. A mistake would be harmless: a row is completed once.
 */
export async function reconcile({ pool, queue, olderThanMs }: ReconcileOptions): Promise<number> {
  const { rows } = await pool.query<{ enrichmentId: number; dispatches: number }>(
    `SELECT id AS "enrichmentId", dispatches FROM honeyburst.enrichment
      WHERE state = 'dispatched'
        AND (dispatched_at < now() - $1 * interval '1 millisecond'
             -- The clock was set back since.
             OR dispatched_at > now() + interval '1 minute')`,
    [olderThanMs],
  );
  const unseen = rows.length > 0 ? await queue.missing(rows) : [];
  // A job that moves from one state to the next while the states are read one by one is seen in neither.
  const lost = unseen.length > 0 ? await queue.missing(unseen) : [];
  if (lost.length === 0) return 0;
  const { rowCount } = await pool.query(
    `UPDATE honeyburst.enrichment e
        SET state = 'pending'
       FROM unnest($1::bigint[], $2::integer[]) AS lost(id, dispatches)
      WHERE e.id = lost.id AND e.dispatches = lost.dispatches AND e.state = 'dispatched'`,
    [lost.map((row) => row.enrichmentId), lost.map((row) => row.dispatches)],
  );
  return rowCount ?? 0;
}
