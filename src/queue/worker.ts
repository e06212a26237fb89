import { setTimeout } from 'node:timers/promises';
import { type BackoffStrategy, UnrecoverableError } from 'bullmq';
import { HoneyburstError } from '../errors.js';
import { openBackend, type QueueLocation } from './backend.js';
import { enrichmentJobSchema } from './job.js';

export interface WorkerOptions extends QueueLocation {
  concurrency: number;
  /** A HoneyburstError that is not retryable ends the job; anything else thrown has it tried again. */
  enrich: (enrichmentId: number) => Promise<unknown>;
  /** What a schedule runs. */
  backfill?: (() => Promise<unknown>) | undefined;
  /** How long a job belongs to a worker that shows no life; its jobs then go to others. */
  lockDurationMs?: number;
}

export interface QueueWorker {
  /** Takes no more jobs, and waits for those at hand until the deadline; says whether all of them ended. */
  close(timeoutMs: number): Promise<boolean>;
}

/**
 * The ledger counts the attempts of a listing and sets poison aside: the queue must not give up on a job
 * before that, however often its workers die.
 */
const maxStalledCount = 1000;

/** Doubles with each attempt, less up to half of it at random; on top of what a remote service asked for. */
const backoffStrategy: BackoffStrategy = (attemptsMade, _type, error, job) => {
  const { backoff } = job!.opts;
  const firstMs = typeof backoff === 'object' ? (backoff.delay ?? 0) : 0;
  const askedMs = (error instanceof HoneyburstError && error.retryAfterMs) || 0;
  return Math.round(askedMs + firstMs * 2 ** (attemptsMade - 1) * (0.5 + Math.random() / 2));
};

/** Takes jobs from the queue, `concurrency` at a time. */
export function createWorker(options: WorkerOptions): QueueWorker {
  const { name, concurrency, log, lockDurationMs = 15_000 } = options;
  const backend = openBackend(options, { use: 'work', poolSize: Math.min(2 + concurrency, 8) });
  const worker = backend.createWorker(
    name,
    async (job) => {
      try {
        if (job.name === 'backfill') return void (await options.backfill?.());
        const data = enrichmentJobSchema.safeParse(job.data);
        if (!data.success) throw new UnrecoverableError(`Job ${job.id} names no row of the ledger`);
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
  worker.on('stalled', (job) => log.warn({ job }, 'a job came back from a worker that shows no life'));
  worker.on('failed', (job, error) => log.debug({ job: job?.id, error: error.message }, 'job failed'));

  return {
    async close(timeoutMs) {
      const idle = worker.pause().then(() => true);
      const ended = await Promise.race([idle, setTimeout(timeoutMs, false, { ref: false })]);
      // By force: what still runs loses its lock, and another worker takes it.
      await worker.close(!ended);
      await backend.release();
      return ended;
    },
  };
}
