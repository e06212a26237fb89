import { markUnusual } from './catalogue/mark-unusual.js';
import { keepCatalogue } from './catalogue/store.js';
import type { Config } from './config/config.js';
import { patientQueries } from './database/available.js';
import { listen } from './database/listen.js';
import { admitListings } from './enrichment/admit.js';
import { type EnrichDependencies, enrich } from './enrichment/enrich.js';
import { workChannel } from './enrichment/nudge.js';
import { allOf } from './enrichment/observer.js';
import { enqueueFindings, priorities } from './enrichment/producer.js';
import { nothingDone, type RunWorkerOptions, runWorker, type WorkerSummary } from './enrichment/worker.js';
import { resolveListings } from './listing/resolve.js';
import type { Log } from './log.js';
import type { Metrics } from './metrics/metrics.js';
import type { Database } from './open-database.js';
import type { QueueLocation } from './queue/backend.js';
import type { Queue } from './queue/queue.js';
import { scheduleBackfill } from './queue/schedule-backfill.js';
import { followTaxonomy } from './taxonomy/follow.js';
import type { Taxonomy } from './taxonomy/taxonomy.js';
import { type Tracing, traced } from './tracing/tracing.js';

export interface WorkContext {
  config: Config;
  log: Log;
  database: Database;
  queue: Queue;
  location: QueueLocation;
  /** The model, loaded once. */
  openClassifier: EnrichDependencies['openClassifier'];
  tracing: Tracing | undefined;
  metrics: Metrics | undefined;
}

export interface WorkOptions extends Pick<RunWorkerOptions, 'drain' | 'signal' | 'onOutcome'> {
  /** Default: WORKER_CONCURRENCY. */
  concurrency?: number;
}

/** Works through the ledger as one worker process: fetches, classifies and suggests, and runs the scheduled backfill. */
export async function work(
  context: WorkContext,
  { concurrency, ...options }: WorkOptions,
): Promise<WorkerSummary> {
  const { config, log, queue, location, tracing, metrics } = context;
  const { pool, taxonomy } = context.database;
  const reached = await scheduleBackfill({ queue, log, cron: config.queue.backfillCron }, options.signal);
  // Stopped before its queue ever answered: there is nothing to take jobs from.
  if (!reached) return nothingDone();
  const [{ createPhotoFetcher, stepTimeout }, { createPhotoHosts }, { preparePhoto }, { createWorker }] =
    await Promise.all([
      import('./photo/fetch.js'),
      import('./photo/hosts.js'),
      import('./photo/decode.js'),
      import('./queue/worker.js'),
    ]);
  const slots = concurrency ?? config.worker.concurrency;
  const hosts = createPhotoHosts({
    slots,
    requestsPerSecond: config.photo.requestsPerHost,
    timeoutMs: stepTimeout(config.photo),
  });
  metrics?.pausedHosts(hosts.paused);
  const fetcher = createPhotoFetcher(config.photo, { log, hosts });
  const dependencies: EnrichDependencies = {
    pool,
    fetchPhoto: fetcher.fetch,
    preparePhoto,
    openClassifier: context.openClassifier,
    taxonomy,
    catalogue: keepCatalogue(pool, taxonomy, {
      onError: (error) =>
        log.warn({ error }, 'the catalogue could not be counted again; the last counts hold'),
    }),
    limits: config.photo,
    attempts: config.queue.attempts,
    log,
    observer: allOf([tracing?.observer, metrics?.observer].filter((one) => one !== undefined)),
  };
  const followed = followTaxonomy(pool, taxonomy);
  const ran = runWorker(
    {
      pool,
      queue,
      startTaking: (process) =>
        createWorker({
          ...location,
          concurrency: slots,
          enrich: process,
          backfill: () => backfill(context, followed),
        }),
      enrich: (id, options) => enrich(dependencies, id, options),
      admit: () => admitListings(pool, followed),
      listen: (onNotify, signal) =>
        listen({ url: location.databaseUrl, channel: workChannel, log, onNotify }, signal),
      log,
    },
    {
      ...options,
      onOutcome(outcome, code) {
        metrics?.outcome(outcome, code);
        options.onOutcome?.(outcome, code);
      },
      shutdownTimeoutMs: config.worker.shutdownTimeoutMs,
      depth: config.queue.depth,
    },
  );
  return ran.finally(() => fetcher.close());
}

async function backfill(
  { database: { pool }, tracing, log }: WorkContext,
  followed: () => Promise<Taxonomy>,
): Promise<void> {
  const taxonomy = await followed();
  await resolveListings(pool, taxonomy);
  await markUnusual(pool, taxonomy);
  const { findModel } = await import('./classifier/registry.js');
  const model = await findModel(pool);
  const result = await traced(tracing, 'backfill', () =>
    enqueueFindings(patientQueries(pool), {
      model: model.name,
      priority: priorities.backfill,
      traceParent: tracing?.traceParent(),
    }),
  );
  log.info(result, 'scheduled backfill');
}
