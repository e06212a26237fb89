import { type Pool, withTransaction } from '../database/pool.js';
import type { Log } from '../log.js';
import type { Dispatch, DispatchQueue } from './dispatch-queue.js';
import { createPause, type Pause } from './pause.js';
import { priorities } from './producer.js';
import { reconcile } from './reopen.js';

export interface DispatcherOptions {
  pool: Pool;
  queue: DispatchQueue;
  /** Most jobs that the queue may hold. */
  depth: number;
  log: Log;
  /** Pause while there is work; 100 jobs a second for each 10 of depth at least. */
  busyMs?: number;
  /** Pause while there is none: the longest that a fresh listing waits here where nobody cuts the pause short. */
  idleMs?: number;
  pause?: Pause;
  /** Puts listings that others wrote on the ledger; returns how many. */
  admit?: (() => Promise<number>) | undefined;
  reconcileEveryMs?: number;
  /** A row whose job is not on the queue after this time goes there again. */
  lostAfterMs?: number;
  /** See `reconcile`. */
  stuckAfterMs?: number;
}

/** Any fixed number: held while dispatching, so that several dispatchers keep one bound. */
const lockKey = 7_461_524;
const maxPage = 1000;

/**
 * Moves pending rows to the queue until the signal, most urgent first, never more than `depth` at a time; and
 * puts back what the queue has lost. Any number may run at once; a failure is logged and tried again.
 */
export async function runDispatcher(options: DispatcherOptions, signal: AbortSignal): Promise<void> {
  const { log, busyMs = 100, idleMs = 250, reconcileEveryMs = 10_000, lostAfterMs = 30_000 } = options;
  const { pause = createPause(), admit = async () => 0 } = options;
  let reconciledAt = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    let pauseMs = idleMs;
    try {
      const admitted = await admit().catch((error: Error) => {
        log.warn({ error: error.message }, 'could not put fresh listings on the ledger, trying again');
        return 0;
      });
      if (performance.now() - reconciledAt >= reconcileEveryMs) {
        const lost = await reconcile({ ...options, olderThanMs: lostAfterMs });
        if (lost > 0) log.warn({ rows: lost }, 'the queue had lost jobs: they are pending again');
        reconciledAt = performance.now();
      }
      if ((await dispatchPage(options)) + admitted > 0) pauseMs = busyMs;
    } catch (error) {
      log.warn(
        { error: error instanceof Error ? error.message : String(error) },
        'could not dispatch, trying again',
      );
      pauseMs = 1000;
    }
    await pause.wait(pauseMs, signal);
  }
}

/**
 * Moves as many pending rows as there is room for; returns how many. A tenth of the depth is left to fresh
 * listings, so that they need not wait until a backfill's jobs make room.
 */
export async function dispatchPage({
  pool,
  queue,
  depth,
}: Pick<DispatcherOptions, 'pool' | 'queue' | 'depth'>): Promise<number> {
  const { rows: ready } = await pool.query<{ ready: boolean }>(isReady, [lockKey]);
  if (!ready[0]!.ready) return 0;
  return withTransaction(pool, async (client) => {
    // The timeout frees the lock if this process freezes with it in hand.
    const { rows } = await client.query<{ locked: boolean }>(
      `SELECT pg_try_advisory_xact_lock($1) AS locked, set_config('idle_in_transaction_session_timeout', '30s', true)`,
      [lockKey],
    );
    if (!rows[0]!.locked) return 0;
    const room = depth - (await queue.depth());
    const backfillRoom = room - Math.floor(depth / 10);
    if (room <= 0) return 0;
    const { rows: page } = await client.query<Dispatch>(take, [
      backfillRoom > 0 ? 32_767 : priorities.backfill - 1,
      Math.min(backfillRoom > 0 ? backfillRoom : room, maxPage),
    ]);
    // Before the commit: if the queue refuses, the rows stay pending; if the commit fails, the jobs find their
    // rows all the same. A job that is quicker than the commit waits for it on its row's lock.
    await queue.add(page);
    return page.length;
  });
}

/**
 * The order makes Postgres look into the index. By its statistics, which are older than the work of the last minutes,
 * nearly every row may be pending; then it would read the table from its beginning, past all that has been done. And
 * backwards, because what was taken lately is still at the front of the index, and stays there as long as anybody's
 * transaction (a backup, an export) is older than that.
 */
export const lastPending = `
  SELECT id FROM honeyburst.enrichment WHERE state = 'pending' ORDER BY priority DESC, id DESC LIMIT 1`;

// Under the lock for as long as this statement takes: of a hundred dispatchers one looks, or dispatches, at a time.
const isReady = `SELECT CASE WHEN pg_try_advisory_xact_lock($1) THEN (${lastPending}) END IS NOT NULL AS ready`;

const take = `
  WITH page AS (
    SELECT id FROM honeyburst.enrichment
     WHERE state = 'pending' AND priority <= $1
     ORDER BY priority, id LIMIT $2 FOR UPDATE SKIP LOCKED
  ), taken AS (
    UPDATE honeyburst.enrichment e
       SET state = 'dispatched', dispatches = e.dispatches + 1, dispatched_at = now()
      FROM page WHERE e.id = page.id
    RETURNING e.id, e.dispatches, e.priority, e.trace_parent
  )
  SELECT id AS "enrichmentId", dispatches, priority, trace_parent AS "traceParent" FROM taken ORDER BY priority, id`;
