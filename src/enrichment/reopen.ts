import type { Pool, Queryable } from '../database/pool.js';
import type { DispatchQueue } from './dispatch-queue.js';

/** Makes failed rows pending again, with all their attempts. Default: every failed row, whatever its code. Returns how many. */
export async function retryFailed(pool: Pool, code?: string): Promise<number> {
  const { rowCount } = await pool.query(
    `UPDATE honeyburst.enrichment
        SET state = 'pending', attempts = 0, running = false, finished_at = NULL, not_before = NULL, postponements = 0
      WHERE state = 'failed' AND ($1::text IS NULL OR error_code = $1)`,
    [code ?? null],
  );
  return rowCount ?? 0;
}

/** Makes a claimed row pending again and takes its attempt back: nothing was wrong with the listing. */
export async function releaseEnrichment(db: Queryable, id: number): Promise<void> {
  await db.query(
    `UPDATE honeyburst.enrichment
        SET state = 'pending', attempts = greatest(attempts - 1, 0), running = false
      WHERE id = $1 AND state IN ('pending', 'dispatched')`,
    [id],
  );
}

export interface ReconcileOptions {
  pool: Pool;
  queue: Pick<DispatchQueue, 'missing'>;
  /** Leaves rows alone that went to the queue more recently. */
  olderThanMs: number;
  /** A row that was claimed this long ago and is still open counts as lost, whatever the queue holds. */
  stuckAfterMs?: number;
}

/** Longer than the longest attempt plus the longest wait that a host may ask for. */
const defaultStuckAfterMs = 5_400_000;

/**
 * Makes rows pending again if the queue has lost their job. That happens if Redis forgot it, if the queue gave it up while
 * the database was down, or if a worker's clock jumped: the queue times delays and locks by the workers' clocks, this
 * function by the database's. Returns how many. A mistake does no harm, because a row is completed only once.
 */
export async function reconcile(options: ReconcileOptions): Promise<number> {
  const { pool, queue, olderThanMs, stuckAfterMs = defaultStuckAfterMs } = options;
  const { rows } = await pool.query<{
    enrichmentId: number;
    dispatches: number;
    stuck: boolean;
    unclaimed: boolean;
  }>(
    // Stuck means claimed since it last went to the queue. A row that only waits its turn there is not stuck.
    `SELECT id AS "enrichmentId", dispatches,
            coalesce(started_at BETWEEN dispatched_at AND now() - $2 * interval '1 millisecond', false) AS stuck,
            -- Long in the queue and never claimed: its worker may have died as it took the job.
            dispatched_at < now() - $2 * interval '1 millisecond'
              AND (started_at IS NULL OR started_at < dispatched_at) AS unclaimed
       FROM honeyburst.enrichment
      WHERE state = 'dispatched'
        AND (dispatched_at < now() - $1 * interval '1 millisecond'
             -- The clock was set back.
             OR dispatched_at > now() + interval '1 minute')`,
    [olderThanMs, stuckAfterMs],
  );
  const stuck = rows.filter((row) => row.stuck);
  const present = rows.filter((row) => !row.stuck);
  const unseen = present.length > 0 ? await queue.missing(present) : [];
  // The queue's states are read one by one, so a job that moves between two of them may be seen in neither: ask twice.
  const missing = unseen.length > 0 ? await queue.missing(unseen) : [];
  // A worker claims the row of a job at once. A job that is active without that belongs to a dead worker, whose lock may
  // hold for hours if its clock was ahead.
  const old = present.filter((row) => row.unclaimed && !missing.includes(row));
  const untaken = old.length > 0 ? await queue.missing(old, { waiting: true }) : [];
  const lost = [...stuck, ...missing, ...untaken];
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
