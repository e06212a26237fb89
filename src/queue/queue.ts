import { setTimeout } from 'node:timers/promises';
import type { DispatchQueue } from '../enrichment/dispatch-queue.js';
import { HoneyburstError } from '../errors.js';
import { type BackendQueue, openBackend, type QueueLocation } from './backend.js';
import { type EnrichmentJob, toJobId } from './job.js';

export interface QueueRetries {
  /** How often a job is tried, including the first time. */
  attempts: number;
  /** Pause before the second try. It doubles with each further try; up to half of it is taken off at random. */
  backoffMs: number;
}

export interface Queue extends DispatchQueue {
  /** BullMQ's own queue, for its dashboard. */
  readonly jobs: BackendQueue;
  /** Makes a worker run the backfill at the times of a cron pattern; replaces an earlier schedule. */
  schedule(cronPattern: string): Promise<void>;
  unschedule(): Promise<void>;
  /** Numbers of jobs by state, including those that failed for good. */
  countJobs(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

/** How many jobs that failed for good are kept for people to look at. The ledger keeps all failures. */
const failedJobsKept = 1000;
const scheduleId = 'backfill';
/** How long an operation waits for the first connection. */
const connectMs = 3000;
const openStates = ['delayed', 'wait', 'prioritized', 'active'] as const;

/** Opens the producers' side of the queue. Its operations throw queue_unreachable within seconds. */
export function createQueue({ attempts, backoffMs, ...location }: QueueLocation & QueueRetries): Queue {
  const backend = openBackend(location, { use: 'produce', poolSize: 3 });
  const queue = backend.createQueue(location.name, {
    streams: { events: { maxLen: 1000 } },
    defaultJobOptions: {
      attempts,
      backoff: { type: 'exponential-and-asked', delay: backoffMs },
      removeOnComplete: true,
      removeOnFail: { count: failedJobsKept },
      stackTraceLimit: 1,
    },
  });
  let fault = 'no answer';
  queue.on('error', (error) => {
    fault = error.message;
    location.log.warn({ error: error.message }, 'queue connection');
  });
  const unreachable = (cause?: unknown) =>
    new HoneyburstError(
      `The queue cannot be reached (${fault}). Does it run, and is ${location.redisUrl ? 'REDIS_URL' : 'DATABASE_URL'} right?`,
      { code: 'queue_unreachable', stage: 'configuration', retryable: true, cause },
    );
  /** BullMQ waits for its first connection for ever; this waits for seconds. */
  const reach = async () => {
    const patience = new AbortController();
    const late = setTimeout(connectMs, undefined, { signal: patience.signal }).then(() => {
      throw unreachable();
    });
    const ready = queue.waitUntilReady().catch((cause) => {
      fault = cause instanceof Error ? cause.message : String(cause);
      throw unreachable(cause);
    });
    await Promise.race([ready, late]).finally(() => patience.abort());
  };

  return {
    jobs: queue,
    async add(dispatches) {
      if (dispatches.length === 0) return;
      await reach();
      await queue.addBulk(
        dispatches.map((dispatch) => ({
          name: 'enrich',
          data: { enrichmentId: dispatch.enrichmentId } satisfies EnrichmentJob,
          opts: {
            jobId: toJobId(dispatch),
            priority: dispatch.priority,
            ...(location.tracing && { telemetry: { metadata: location.tracing.dispatched(dispatch) } }),
          },
        })),
      );
    },
    async depth() {
      await reach();
      const counts = await queue.getJobCounts(...openStates);
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    },
    async missing(dispatches, { waiting = false } = {}) {
      await reach();
      const states = openStates.filter((state) => !(waiting && state === 'active'));
      const present = new Set(await queue.getRanges(states, 0, -1));
      return dispatches.filter((dispatch) => !present.has(toJobId(dispatch)));
    },
    async countJobs() {
      await reach();
      return queue.getJobCounts(...openStates, 'failed');
    },
    async schedule(cronPattern) {
      await reach();
      await queue.upsertJobScheduler(
        scheduleId,
        { pattern: cronPattern },
        { name: 'backfill', data: {}, opts: { attempts: 1, priority: 1 } },
      );
    },
    async unschedule() {
      await reach();
      await queue.removeJobScheduler(scheduleId);
    },
    async close() {
      await queue.close();
      await backend.release();
    },
  };
}
