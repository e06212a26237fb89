import { backends } from './backends.js';
import type { Classifier } from './classifier/classifier.js';
import type { Config } from './config/config.js';
import { requireWritable } from './database/write-obstacle.js';
import type { WorkerSummary } from './enrichment/worker.js';
import { UsageError } from './errors.js';
import type { Log } from './log.js';
import type { Metrics } from './metrics/metrics.js';
import { createClassifierOpener, type OpenClassifier } from './open-classifier.js';
import { createDatabaseOpener, type DatabaseOpener } from './open-database.js';
import type { Progress } from './progress.js';
import type { Queue } from './queue/queue.js';
import { sharePromise, sharePromises } from './shared-promise.js';
import { openTracing } from './tracing/open-tracing.js';
import type { Tracing } from './tracing/tracing.js';
import type { WorkOptions } from './work.js';

/** The composition root: what a command needs, opened when first asked for, released in reverse order. */
export interface App extends DatabaseOpener {
  readonly config: Config;
  readonly log: Log;
  readonly progress: Progress;
  queue(): Promise<Queue>;
  /** The model of that name (default: the live one), loaded once. */
  classifier(model?: string): Promise<Classifier>;
  /** Any model, loaded anew; for the caller to close. */
  openClassifier: OpenClassifier;
  /** Undefined: nothing is traced. */
  tracing(): Promise<Tracing | undefined>;
  /** What this process measures; nothing is measured before it is asked for. */
  metrics(): Promise<Metrics>;
  work(options: WorkOptions): Promise<WorkerSummary>;
  /** Has something released with the rest, before what was opened earlier. */
  onClose(release: () => Promise<unknown>): void;
  close(): Promise<void>;
}

/** Throws if the Redis of the queue is of no use. One that does not answer now is waited for. */
async function requireRedis({ queue: { redisUrl, name } }: Config, log: Log): Promise<void> {
  if (redisUrl === undefined) return;
  const { examineRedis } = await import('./queue/examine-redis.js');
  await examineRedis(redisUrl, name).catch((error: Error) => {
    if (error instanceof UsageError) throw error;
    log.warn(error.message);
  });
}

export function createApp(config: Config, log: Log, progress: Progress): App {
  const releasers: (() => Promise<unknown>)[] = [];
  const onClose = (release: () => Promise<unknown>) => void releasers.push(release);
  const acquire = <T extends { close(): Promise<unknown> }>(resource: T): T => {
    onClose(() => resource.close());
    return resource;
  };

  const databases = createDatabaseOpener(config, log, onClose);
  const { database } = databases;

  const tracing = sharePromise(async () =>
    config.tracing === undefined ? undefined : acquire(await openTracing(config.tracing, log)),
  );

  const location = async () => ({
    name: config.queue.name,
    redisUrl: config.queue.redisUrl,
    databaseUrl: (await database()).url,
    log,
    tracing: (await tracing())?.queue,
  });

  const queue = sharePromise(async () => {
    const { attempts, backoffMs } = config.queue;
    await requireRedis(config, log);
    // Loaded here because most commands do without BullMQ.
    const { createQueue } = await import('./queue/queue.js');
    return acquire(createQueue({ ...(await location()), attempts, backoffMs }));
  });

  let measured: Metrics | undefined;
  const metrics = async () => {
    const { createMetrics } = await import('./metrics/metrics.js');
    measured ??= createMetrics();
    return measured;
  };

  const openClassifier = createClassifierOpener({ config, log, databases, measured: () => measured });
  const shareClassifier = sharePromises<string, Classifier>();
  const sharedClassifier = ({ name, checksum }: { name: string; checksum: string }) =>
    shareClassifier(checksum, async () => {
      const { findModel, readRegistered } = await import('./classifier/registry.js');
      const model = await readRegistered(await findModel((await database()).pool, name), backends);
      return acquire(await openClassifier(model, { keepAnswers: true }));
    });

  return {
    config,
    log,
    progress,
    ...databases,
    queue,
    async classifier(name) {
      const { findModel } = await import('./classifier/registry.js');
      return sharedClassifier(await findModel((await database()).pool, name));
    },
    openClassifier,
    tracing,
    metrics,
    async work(options) {
      const { work } = await import('./work.js');
      await requireWritable((await database()).pool);
      const context = {
        ...{ config, log, openClassifier: sharedClassifier, metrics: measured },
        ...{ database: await database(), location: await location() },
        ...{ tracing: await tracing(), queue: await queue() },
      };
      return work(context, options);
    },
    onClose,
    async close() {
      for (const release of releasers.splice(0).reverse()) {
        await release().catch((error: Error) => log.warn({ error: error.message }, 'could not close'));
      }
    },
  };
}
