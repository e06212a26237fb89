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
  /** A row that was begun on this long ago and has come to no end counts as lost, whatever the queue holds. */
  stuckAfterMs?: number;
}

/** More than the longest attempt and the longest wait that a host may ask for together. */
const defaultStuckAfterMs = 5_400_000;

/**
 * Makes rows pending again whose job the queue has lost: a Redis that forgot, a job given up on while the
 * database was away, or one that the queue keeps back because the clock of a worker jumped: it holds delays and locks by
 * the clocks of the workers, this goes by that of the database. Returns how many. A mistake would be harmless: a row is
 * completed once.
 */
export async function reconcile(options: ReconcileOptions): Promise<number> {
  const { pool, queue, olderThanMs, stuckAfterMs = defaultStuckAfterMs } = options;
  const { rows } = await pool.query<{ enrichmentId: number; dispatches: number; stuck: boolean }>(
    // Stuck: begun on since it last went to the queue. What only waits its turn there is not.
    `SELECT id AS "enrichmentId", dispatches,
            coalesce(started_at BETWEEN dispatched_at AND now() - $2 * interval '1 millisecond', false) AS stuck
       FROM honeyburst.enrichment
      WHERE state = 'dispatched'
        AND (dispatched_at < now() - $1 * interval '1 millisecond'
             -- The clock was set back since.
             OR dispatched_at > now() + interval '1 minute')`,
    [olderThanMs, stuckAfterMs],
  );
  const stuck = rows.filter((row) => row.stuck);
  const present = rows.filter((row) => !row.stuck);
  const unseen = present.length > 0 ? await queue.missing(present) : [];
  // A job that moves from one state to the next while the states are read one by one is seen in neither.
  const lost = [...stuck, ...(unseen.length > 0 ? await queue.missing(unseen) : [])];
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
