import { backends } from './backends.js';
import type { ModelFolder } from './classifier/backend.js';
import type { Classifier } from './classifier/classifier.js';
import type { Config, EngineName } from './config.js';
import { isServerFault, patientQueries, unavailable, whenAvailable } from './database/available.js';
import { hasEmbeddedDatabase, startEmbeddedServer } from './database/embedded.js';
import { listen } from './database/listen.js';
import { migrate, pendingMigrations } from './database/migrate.js';
import { createPool, type Pool } from './database/pool.js';
import { admitListings } from './enrichment/admit.js';
import { type EnrichDependencies, enrich } from './enrichment/enrich.js';
import { workChannel } from './enrichment/nudge.js';
import { allOf } from './enrichment/observer.js';
import { enqueueFindings, priorities } from './enrichment/producer.js';
import { type RunWorkerOptions, runWorker, type WorkerSummary } from './enrichment/worker.js';
import { UsageError } from './errors.js';
import { resolveListings } from './listing/resolve.js';
import type { Log } from './log.js';
import type { Metrics } from './metrics/metrics.js';
import type { Progress } from './progress.js';
import type { Queue } from './queue/queue.js';
import { followTaxonomy } from './taxonomy/follow.js';
import { readTaxonomy, syncTaxonomy } from './taxonomy/store.js';
import type { Taxonomy } from './taxonomy/taxonomy.js';
import { openTracing } from './tracing/open-tracing.js';
import { type Tracing, traced } from './tracing/tracing.js';

export interface Database {
  /** Of the server itself, for what needs a session; the pool may go through a pooler. */
  url: string;
  pool: Pool;
  taxonomy: Taxonomy;
}

export interface OpenOptions {
  /** What computes a local model. Default: INFERENCE_ENGINE. */
  engine?: EngineName | undefined;
  /** Default: INFERENCE_THREADS. */
  threads?: number | undefined;
  /** Whether answers that Custom Vision was paid for are kept and used again. Default: not, so that latencies are real. */
  keepAnswers?: boolean | undefined;
}

/** The composition root: what a command needs, opened when first asked for, released in reverse order. */
export interface App {
  readonly config: Config;
  readonly log: Log;
  readonly progress: Progress;
  /** The database, up to date: the embedded one migrates itself, another must have been migrated. */
  database(): Promise<Database>;
  /** For the views of the schema analytics: asks nothing that a login with the role honeyburst_analyst may not do. */
  analystPool(): Promise<Pool>;
  /** Whether there is one, be it out of date: false before the embedded one is made. */
  databaseExists(): Promise<boolean>;
  /** Brings the database and its taxonomy up to date; names what ran. */
  migrate(): Promise<string[]>;
  queue(): Promise<Queue>;
  /** The model of that name (default: the live one), loaded once. */
  classifier(model?: string): Promise<Classifier>;
  /** Any model, loaded anew; for the caller to close. */
  openClassifier(model: ModelFolder, options?: OpenOptions): Promise<Classifier>;
  /** Absent: nothing is traced. */
  tracing(): Promise<Tracing | undefined>;
  /** What this process measures; nothing is measured before it is asked for. */
  metrics(): Promise<Metrics>;
  work(
    options: Pick<RunWorkerOptions, 'drain' | 'signal' | 'onOutcome'> & { concurrency?: number },
  ): Promise<WorkerSummary>;
  /** Has something released with the rest, before what was opened earlier. */
  onClose(release: () => Promise<unknown>): void;
  close(): Promise<void>;
}

export function createApp(config: Config, log: Log, progress: Progress): App {
  const releasers: (() => Promise<unknown>)[] = [];
  const acquire = <T>(resource: T, release: () => Promise<unknown>): T => {
    releasers.push(release);
    return resource;
  };

  const connection = once(async () => {
    let url = config.databaseUrl;
    if (url === undefined) {
      const server = await startEmbeddedServer(config.home, log);
      url = acquire(server, () => server.release()).url;
    }
    const pooler = config.databaseDirectUrl !== undefined;
    const pool = createPool(url, { size: config.databasePoolSize, log, pooler });
    return { url: config.databaseDirectUrl ?? url, pool: acquire(pool, () => pool.end()) };
  });

  const bringUpToDate = async () => {
    const { url, pool } = await connection();
    // The lock of a migration belongs to its session.
    const direct = createPool(url, { size: 1, log });
    const ran = await migrate(direct, log, { queue: config.queue.name }).finally(() => direct.end());
    await syncTaxonomy(pool);
    return ran;
  };

  const database = once(async () => {
    const { url, pool } = await connection();
    if (config.databaseUrl === undefined) {
      // The server is ours: should it die meanwhile, it is started again.
      const taxonomy = await whenAvailable(pool, async () => {
        if ((await pendingMigrations(pool)).length > 0)
          log.debug({ migrations: await migrate(pool, log, { queue: config.queue.name }) }, 'migrated');
        return syncTaxonomy(pool);
      });
      return { url, pool, taxonomy };
    }
    const pending = await pendingMigrations(pool).catch((error) => {
      throw isServerFault(error) ? unavailable(error) : error;
    });
    if (pending.length > 0) {
      throw new UsageError(
        `The database is not up to date (${pending.join(', ')}): run honeyburst migrate.`,
        {
          code: 'database_not_migrated',
          stage: 'configuration',
        },
      );
    }
    return { url, pool, taxonomy: await readTaxonomy(pool) };
  });

  const analystPool = async () =>
    config.databaseUrl === undefined ? (await database()).pool : (await connection()).pool;
  const tracing = once(async () => {
    if (config.tracing === undefined) return undefined;
    const opened = await openTracing(config.tracing, log);
    return acquire(opened, () => opened.close());
  });

  const location = async () => {
    const { url } = await database();
    const { queue: queueTracing } = (await tracing()) ?? {};
    return {
      name: config.queue.name,
      redisUrl: config.redisUrl,
      databaseUrl: url,
      log,
      tracing: queueTracing,
    };
  };

  const queue = once(async () => {
    const { attempts, backoffMs } = config.queue;
    // BullMQ and its like are loaded only where they are used: most commands do without.
    const { createQueue } = await import('./queue/queue.js');
    const opened = createQueue({ ...(await location()), attempts, backoffMs });
    return acquire(opened, () => opened.close());
  });

  let measured: Metrics | undefined;
  const metrics = async () => {
    const { createMetrics } = await import('./metrics/metrics.js');
    measured ??= createMetrics();
    return measured;
  };

  const openClassifier: App['openClassifier'] = (model, options = {}) =>
    model.backend.open(model, {
      config,
      log,
      openDatabase: async () => (await database()).pool,
      engine: options.engine ?? config.worker.engine,
      threads: options.threads ?? config.worker.inferenceThreads,
      keepAnswers: options.keepAnswers,
      onBatch: measured?.batch,
      onAttempt: measured?.customVisionCall,
    });

  const classifiers = new Map<string, Promise<Classifier>>();
  const load = async (name: string) => {
    const { pool } = await database();
    const { findModel, readRegistered } = await import('./classifier/registry.js');
    const model = await readRegistered(await findModel(pool, name), backends);
    const loaded = await openClassifier(model, { keepAnswers: true });
    return acquire(loaded, () => loaded.close());
  };
  const sharedClassifier = async ({ name, checksum }: { name: string; checksum: string }) => {
    let loading = classifiers.get(checksum);
    if (!loading) {
      loading = load(name);
      classifiers.set(checksum, loading);
      // A model that could not be loaded is tried again next time.
      loading.catch(() => classifiers.delete(checksum));
    }
    return loading;
  };

  const work: App['work'] = async ({ concurrency, ...options }) => {
    const { pool, taxonomy } = await database();
    const [{ findModel }, { createPhotoFetcher }, { preparePhoto }] = await Promise.all([
      import('./classifier/registry.js'),
      import('./photo/fetch.js'),
      import('./photo/decode.js'),
    ]);
    const fetcher = createPhotoFetcher(config.photo, { log });
    acquire(fetcher, () => fetcher.close());
    const dependencies: EnrichDependencies = {
      pool,
      fetchPhoto: (url) => fetcher.fetch(url),
      preparePhoto,
      openClassifier: sharedClassifier,
      taxonomyVersion: taxonomy.version ?? null,
      limits: config.photo,
      attempts: config.queue.attempts,
      log,
      observer: allOf([(await tracing())?.observer, measured?.observer].filter((one) => one !== undefined)),
    };
    const where = await location();
    const producer = await queue();
    if (config.backfillCron === undefined) await producer.unschedule();
    else {
      await producer.schedule(config.backfillCron).catch((cause) => {
        const message = `BACKFILL_CRON cannot be scheduled: is "${config.backfillCron}" a cron pattern, and does the queue answer?`;
        throw new UsageError(message, { code: 'wrong_schedule', stage: 'configuration', cause });
      });
    }
    const { createWorker } = await import('./queue/worker.js');
    const followed = followTaxonomy(pool, taxonomy);
    const backfill = async () => {
      await resolveListings(pool, await followed());
      const model = await findModel(pool);
      const opened = await tracing();
      const result = await traced(opened, 'backfill', () =>
        enqueueFindings(patientQueries(pool), {
          model: model.name,
          priority: priorities.backfill,
          traceParent: opened?.traceParent(),
        }),
      );
      log.info(result, 'scheduled backfill');
    };
    return runWorker(
      {
        pool,
        queue: producer,
        startTaking: (process) =>
          createWorker({
            ...where,
            concurrency: concurrency ?? config.worker.concurrency,
            enrich: process,
            backfill,
          }),
        enrich: (id, options) => enrich(dependencies, id, options),
        admit: () => admitListings(pool, followed),
        listen: (onNotify, signal) =>
          listen({ url: where.databaseUrl, channel: workChannel, log, onNotify }, signal),
        log,
      },
      {
        ...options,
        onOutcome(outcome, code) {
          measured?.outcome(outcome, code);
          options.onOutcome?.(outcome, code);
        },
        shutdownTimeoutMs: config.worker.shutdownTimeoutMs,
        depth: config.queue.depth,
      },
    );
  };

  return {
    config,
    log,
    progress,
    database,
    analystPool,
    databaseExists: async () => config.databaseUrl !== undefined || hasEmbeddedDatabase(config.home),
    migrate: bringUpToDate,
    queue,
    async classifier(name) {
      const { findModel } = await import('./classifier/registry.js');
      return sharedClassifier(await findModel((await database()).pool, name));
    },
    openClassifier,
    tracing,
    metrics,
    work,
    onClose: (release) => void releasers.push(release),
    async close() {
      for (const release of releasers.splice(0).reverse()) {
        await release().catch((error: Error) => log.warn({ error: error.message }, 'could not close'));
      }
    },
  };
}

/** Runs `open` at the first call only; a failure is forgotten. */
function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => {
    opened ??= open().catch((error) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
}
