import type { DispatchQueue } from '../enrichment/dispatch-queue.js';
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
const openStates = ['delayed', 'wait', 'prioritized', 'active'] as const;

/** Opens the producers' side of the queue. */
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
  queue.on('error', (error) => location.log.warn({ error: error.message }, 'queue connection'));

  return {
    jobs: queue,
    async add(dispatches) {
      if (dispatches.length === 0) return;
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
      const counts = await queue.getJobCounts(...openStates);
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    },
    async missing(dispatches) {
      const present = new Set(await queue.getRanges([...openStates], 0, -1));
      return dispatches.filter((dispatch) => !present.has(toJobId(dispatch)));
    },
    countJobs: () => queue.getJobCounts(...openStates, 'failed'),
    async schedule(cronPattern) {
      await queue.upsertJobScheduler(
        scheduleId,
        { pattern: cronPattern },
        { name: 'backfill', data: {}, opts: { attempts: 1, priority: 1 } },
      );
    },
    async unschedule() {
      await queue.removeJobScheduler(scheduleId);
    },
    async close() {
      await queue.close();
      await backend.release();
    },
  };
}
