import { setTimeout as sleep } from 'node:timers/promises';
import { HoneyburstError, UsageError } from './errors.js';
import type { Log } from './log.js';

export interface BackfillSchedule {
  queue: { schedule(cronPattern: string): Promise<void>; unschedule(): Promise<void> };
  /** Undefined: no backfill is scheduled, and an earlier schedule ends. */
  cron: string | undefined;
  log: Log;
}

/**
 * Schedules the backfill. Waits for the queue as long as it takes and says so; false if it is stopped before. Throws
 * wrong_schedule.
 */
export async function scheduleBackfill(
  { queue, cron, log }: BackfillSchedule,
  signal: AbortSignal,
): Promise<boolean> {
  const stopped = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  for (;;) {
    const scheduled = cron === undefined ? queue.unschedule() : queue.schedule(cron);
    const error = await Promise.race([scheduled.catch((thrown: Error) => thrown), stopped]);
    if (signal.aborted) return false;
    if (!error) return true;
    if (!(error instanceof HoneyburstError && error.code === 'queue_unreachable'))
      throw cron === undefined ? error : wrongSchedule(cron, error);
    log.warn({ error: error.message }, 'waiting for the queue');
    // A queue that refuses does so at once.
    await Promise.race([sleep(1000, undefined, { ref: false }), stopped]);
  }
}

function wrongSchedule(cron: string, cause: Error): UsageError {
  return new UsageError(
    `BACKFILL_CRON cannot be scheduled: is "${cron}" a cron pattern, and does the queue answer?`,
    { code: 'wrong_schedule', stage: 'configuration', cause },
  );
}
