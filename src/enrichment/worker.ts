import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, Queryable } from '../database/pool.js';
import { HoneyburstError, toHoneyburstError } from '../errors.js';
import type { Log } from '../log.js';
import { type DispatcherOptions, lastPending, runDispatcher } from './dispatch.js';
import type { DispatchQueue } from './dispatch-queue.js';
import type { EnrichOptions, EnrichOutcome } from './enrich.js';
import { createGate } from './gate.js';
import { createPause } from './pause.js';
import { waitingRow, wakePostponed } from './postpone.js';

export interface WorkerDependencies {
  pool: Pool;
  queue: DispatchQueue;
  /** Starts to take jobs. `close` waits for the running ones and says whether all of them ended in time. */
  startTaking: (process: (enrichmentId: number) => Promise<void>) => {
    close(timeoutMs: number): Promise<boolean>;
  };
  enrich: (enrichmentId: number, options: EnrichOptions) => Promise<EnrichOutcome>;
  /** Puts listings that other programs wrote on the ledger; returns how many. */
  admit?: () => Promise<number>;
  /** Calls `onWork` whenever somebody announces work, until the signal. */
  listen?: (onWork: () => void, signal: AbortSignal) => Promise<void>;
  log: Log;
}

export interface RunWorkerOptions {
  /** Ends when the ledger has no open row but those that wait for a host that is down, and nothing runs in this process. */
  drain: boolean;
  /** Stops the worker gracefully. */
  signal: AbortSignal;
  shutdownTimeoutMs: number;
  /** The most jobs that the queue may hold. */
  depth: number;
  dispatcher?: Pick<
    DispatcherOptions,
    'busyMs' | 'idleMs' | 'reconcileEveryMs' | 'lostAfterMs' | 'stuckAfterMs'
  >;
  /** Called after each attempt; `code` says why the listing was skipped or failed. */
  onOutcome?: (outcome: WorkerOutcome, code?: string) => void;
}

/** `failed`: for good. `error`: the attempt failed, and another one follows. */
export type WorkerOutcome = Exclude<EnrichOutcome['outcome'], 'suspect'> | 'error';
export type WorkerSummary = Record<WorkerOutcome, number>;

export function nothingDone(): WorkerSummary {
  return { suggested: 0, confirmed: 0, skipped: 0, postponed: 0, failed: 0, closed: 0, error: 0 };
}

/** How long it may take to put the listings that were given up back on the ledger. */
const releaseMs = 2000;

/**
 * Works through the ledger, with a dispatcher and a queue worker, until it is drained or stopped. Any number may run. An
 * error that halts stops the worker: it finishes the listings in progress and throws the error; other rows stay open.
 */
export async function runWorker(
  { pool, queue, startTaking, enrich, admit, listen, log }: WorkerDependencies,
  options: RunWorkerOptions,
): Promise<WorkerSummary> {
  const summary = nothingDone();
  const gate = createGate();
  const count = (outcome: WorkerOutcome, code?: string) => {
    summary[outcome]++;
    options.onOutcome?.(outcome, code);
  };

  const stopping = new AbortController();
  const stop = () => stopping.abort();
  if (options.signal.aborted) stop();
  else options.signal.addEventListener('abort', stop, { once: true });
  let halted: HoneyburstError | undefined;
  const givingUp = new AbortController();
  const { signal } = givingUp;
  // Each listing in progress adds a listener; that is no leak.
  setMaxListeners(0, signal);

  const taking = startTaking(async (enrichmentId) => {
    try {
      let result = await gate.shared(() => enrich(enrichmentId, { alone: false, signal }));
      if (result.outcome === 'suspect' && !signal.aborted)
        result = await gate.alone(() => enrich(enrichmentId, { alone: true, signal }));
      if (result.outcome !== 'suspect') count(result.outcome, 'code' in result ? result.code : undefined);
    } catch (error) {
      if (error instanceof HoneyburstError && error.halts) {
        halted ??= error;
        stop();
        // The row is open again. If the job failed here, the queue would only try it again.
        return;
      }
      if (signal.aborted) return;
      const { retryable, code } = toHoneyburstError(error, 'database');
      count(retryable ? 'error' : 'failed', code);
      throw error;
    }
  });
  const pause = createPause();
  const dispatching = runDispatcher(
    { pool, queue, depth: options.depth, log, admit, pause, ...options.dispatcher },
    stopping.signal,
  );
  const listening = listen?.(pause.cutShort, stopping.signal);
  try {
    if (options.drain) await drained(pool, stopping.signal, log);
    else await aborted(stopping.signal);
  } finally {
    stop();
    options.signal.removeEventListener('abort', stop);
    const deadline = setTimeout(() => givingUp.abort(), options.shutdownTimeoutMs);
    const ended = await taking.close(options.shutdownTimeoutMs + releaseMs);
    clearTimeout(deadline);
    if (!ended || signal.aborted) {
      log.warn('stopped before all listings at hand were done: other workers will take them');
    }
    await Promise.all([dispatching, listening]);
  }
  if (halted) throw halted;
  return summary;
}

/** Whether the ledger has open rows, other than those that wait for a host that is down, or fresh listings wait to be put there. */
export async function hasOpenRows(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ open: boolean }>(
    `SELECT (SELECT id FROM honeyburst.enrichment WHERE state = 'dispatched' ORDER BY dispatched_at DESC LIMIT 1) IS NOT NULL
         OR (${lastPending}) IS NOT NULL
         OR (${waitingRow}) IS NOT NULL
         OR EXISTS (SELECT FROM honeyburst.fresh_listing) AS open`,
  );
  return rows[0]!.open;
}

async function drained(pool: Pool, signal: AbortSignal, log: Log): Promise<void> {
  // Who starts a drain wants all to be tried once more.
  await wakePostponed(pool, { all: true, limit: 1_000_000 }).catch(() => {});
  while (!signal.aborted) {
    const open = await hasOpenRows(pool).catch((error: Error) => {
      log.warn({ error: error.message }, 'could not read the ledger, trying again');
      return true;
    });
    if (!open) return;
    await sleep(200, undefined, { signal }).catch(() => {});
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
