import { type Pool, withTransaction } from '../database/pool.js';
import { watchMisses } from '../database/table-lock.js';
import type { Log } from '../log.js';
import type { Dispatch, DispatchQueue } from './dispatch-queue.js';
import { createPause, type Pause } from './pause.js';
import { dueRow, wakePostponed } from './postpone.js';
import { priorities } from './producer.js';
import { reconcile } from './reopen.js';

export interface DispatcherOptions {
  pool: Pool;
  queue: DispatchQueue;
  /** The most jobs that the queue may hold. */
  depth: number;
  log: Log;
  /** Pause while there is work. The default allows at least 100 jobs a second for each 10 of depth. */
  busyMs?: number;
  /** Pause while there is none. A fresh listing waits at most this long, and less if somebody cuts the pause short. */
  idleMs?: number;
  pause?: Pause;
  /** Puts listings that other programs wrote on the ledger; returns how many. */
  admit?: (() => Promise<number>) | undefined;
  reconcileEveryMs?: number;
  /** A row goes to the queue again if its job is not there after this time. */
  lostAfterMs?: number;
  /** See `reconcile`. */
  stuckAfterMs?: number;
  /** How long the dispatchers' lock may be missing before the log says who holds it. */
  lockPatienceMs?: number;
}

const maxPage = 1000;

/**
 * Moves pending rows to the queue until the signal, the most urgent first, and keeps at most `depth` jobs there. Also
 * puts back the jobs that the queue has lost. Any number may run at once. A failure is logged and tried again.
 */
export async function runDispatcher(options: DispatcherOptions, signal: AbortSignal): Promise<void> {
  const { log, busyMs = 100, idleMs = 250, reconcileEveryMs = 10_000, lostAfterMs = 30_000 } = options;
  const { pause = createPause(), admit = async () => 0 } = options;
  const lock = watchMisses(options.pool, 'honeyburst.dispatch_lock', log, options.lockPatienceMs);
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
      const dispatched = await dispatchPage(options);
      if (dispatched === undefined) await lock.missed();
      else lock.taken();
      if ((dispatched ?? 0) + admitted > 0) pauseMs = busyMs;
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
 * Moves as many pending rows as the queue has room for; returns how many, undefined if another dispatcher is at it: all
 * of them share one bound, so only the holder of a lock looks or dispatches. A tenth of the depth is reserved for fresh
 * listings, so that they need not wait for the jobs of a backfill.
 */
export async function dispatchPage({
  pool,
  queue,
  depth,
}: Pick<DispatcherOptions, 'pool' | 'queue' | 'depth'>): Promise<number | undefined> {
  const { rows: found } = await pool.query<{ ready: boolean | null }>(isReady);
  if (!found[0]!.ready) return found[0]!.ready === null ? undefined : 0;
  return withTransaction(pool, async (client) => {
    // The timeout frees the lock if this process freezes while it holds it.
    const { rows } = await client.query<{ locked: boolean }>(
      `SELECT honeyburst.try_dispatch_lock() AS locked, set_config('idle_in_transaction_session_timeout', '30s', true)`,
    );
    if (!rows[0]!.locked) return undefined;
    const room = depth - (await queue.depth());
    const backfillRoom = room - Math.floor(depth / 10);
    if (room <= 0) return 0;
    await wakePostponed(client);
    const { rows: page } = await client.query<Dispatch>(take, [
      backfillRoom > 0 ? 32_767 : priorities.backfill - 1,
      Math.min(backfillRoom > 0 ? backfillRoom : room, maxPage),
    ]);
    // Added before the commit: if the queue refuses, the rows stay pending; if the commit fails, the jobs still find
    // their rows. A job that starts before the commit waits for it at the lock of its row.
    await queue.add(page);
    return page.length;
  });
}

/**
 * The ORDER BY makes Postgres use the index. Its statistics lag behind by minutes and may say that nearly every row is
 * pending; then it would read the table from the start, past all finished rows. The order is descending because rows
 * that were taken recently remain at the front of the index while an older transaction (a backup, an export) is open.
 */
export const lastPending = `
  SELECT id FROM honeyburst.enrichment 
   WHERE state = 'pending' AND not_before IS NULL ORDER BY priority DESC, id DESC LIMIT 1`;

// Holds the lock for this one statement: of a hundred dispatchers, only one looks or dispatches at a time.
const isReady = `SELECT CASE WHEN honeyburst.try_dispatch_lock() 
  THEN coalesce((${lastPending}), (${dueRow})) IS NOT NULL END AS ready`;

const take = `
  WITH page AS (
    SELECT id FROM honeyburst.enrichment
     WHERE state = 'pending' AND not_before IS NULL AND priority <= $1
     ORDER BY priority, id LIMIT $2 FOR UPDATE SKIP LOCKED
  ), taken AS (
    UPDATE honeyburst.enrichment e
       SET state = 'dispatched', dispatches = e.dispatches + 1, dispatched_at = now()
      FROM page WHERE e.id = page.id
    RETURNING e.id, e.dispatches, e.priority, e.trace_parent
  )
  SELECT id AS "enrichmentId", dispatches, priority, trace_parent AS "traceParent" FROM taken ORDER BY priority, id`;
