import { setTimeout } from 'node:timers/promises';
import { type BackoffStrategy, UnrecoverableError } from 'bullmq';
import { HoneyburstError } from '../errors.js';
import { openBackend, type QueueLocation } from './backend.js';
import { enrichmentJobSchema } from './job.js';

export interface WorkerOptions extends QueueLocation {
  concurrency: number;
  /** If this throws a HoneyburstError that is not retryable, the job ends; after any other error it is tried again. */
  enrich: (enrichmentId: number) => Promise<unknown>;
  /** Runs at the times of the schedule. */
  backfill?: (() => Promise<unknown>) | undefined;
  /** How long a worker may be silent before its jobs go to others. */
  lockDurationMs?: number;
}

export interface QueueWorker {
  /** Takes no more jobs and waits for the running ones, at most until the deadline. Says whether all of them ended. */
  close(timeoutMs: number): Promise<boolean>;
}

/**
 * The ledger counts the attempts of a listing and closes those that crash workers. The queue must not give up on a job
 * before that, however often its workers die.
 */
const maxStalledCount = 1000;

/** Doubles with each attempt, minus up to half of it at random, plus the wait that a remote service asked for. */
const backoffStrategy: BackoffStrategy = (attemptsMade, _type, error, job) => {
  const { backoff } = job!.opts;
  const firstMs = typeof backoff === 'object' ? (backoff.delay ?? 0) : 0;
  const askedMs = (error instanceof HoneyburstError && error.retryAfterMs) || 0;
  return Math.round(askedMs + firstMs * 2 ** (attemptsMade - 1) * (0.5 + Math.random() / 2));
};

/** Takes jobs from the queue, `concurrency` at the same time. */
export function createWorker(options: WorkerOptions): QueueWorker {
  const { name, concurrency, log, lockDurationMs = 15_000 } = options;
  const backend = openBackend(options, { use: 'work', poolSize: Math.min(2 + concurrency, 8) });
  const worker = backend.createWorker(
    name,
    async (job) => {
      try {
        if (job.name === 'backfill') return void (await options.backfill?.());
        const data = enrichmentJobSchema.safeParse(job.data);
        if (!data.success) throw new UnrecoverableError(`Job ${job.id} does not name a row of the ledger`);
        await options.enrich(data.data.enrichmentId);
      } catch (thrown) {
        if (thrown instanceof HoneyburstError && !thrown.retryable)
          throw new UnrecoverableError(thrown.message);
        throw thrown;
      }
    },
    {
      concurrency,
      lockDuration: lockDurationMs,
      stalledInterval: Math.ceil(lockDurationMs / 3),
      maxStalledCount,
      settings: { backoffStrategy },
    },
  );
  worker.on('error', (error) => log.warn({ error: error.message }, 'queue connection'));
  worker.on('stalled', (job) => log.warn({ job }, 'took a job back from a silent worker'));
  worker.on('failed', (job, error) => log.debug({ job: job?.id, error: error.message }, 'job failed'));

  return {
    async close(timeoutMs) {
      const idle = worker.pause().then(() => true);
      const ended = await Promise.race([idle, setTimeout(timeoutMs, false, { ref: false })]);
      // Closes by force: jobs that still run lose their lock, and another worker takes them.
      await worker.close(!ended);
      await backend.release();
      return ended;
    },
  };
}
