import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Classifier } from '../../src/classifier/classifier.js';
import { parseConfig } from '../../src/config/config.js';
import type { PhotoLimits } from '../../src/config/photo.js';
import { listen } from '../../src/database/listen.js';
import type { Pool } from '../../src/database/pool.js';
import { admitListings } from '../../src/enrichment/admit.js';
import { enrich } from '../../src/enrichment/enrich.js';
import { workChannel } from '../../src/enrichment/nudge.js';
import type { EnrichmentObserver } from '../../src/enrichment/observer.js';
import { type EnqueueOptions, enqueueFindings } from '../../src/enrichment/producer.js';
import { type RunWorkerOptions, runWorker, type WorkerSummary } from '../../src/enrichment/worker.js';
import { preparePhoto } from '../../src/photo/decode.js';
import { createPhotoFetcher, type PhotoFetcherOptions } from '../../src/photo/fetch.js';
import type { PhotoHosts } from '../../src/photo/hosts.js';
import type { QueueTracing } from '../../src/queue/backend.js';
import { createQueue, type Queue } from '../../src/queue/queue.js';
import { createWorker } from '../../src/queue/worker.js';
import type { Taxonomy } from '../../src/taxonomy/taxonomy.js';
import { createTestQueue } from '../queue/backends.js';
import { testLog } from '../support/database.js';
import { createTestServer, type Handler, type TestServer } from '../support/http-server.js';
import { insertListing, insertModel, readLedger } from './catalogue.js';
import { createColourClassifier } from './colour-classifier.mjs';

export interface PipelineOptions {
  photos?: Record<string, Handler | Buffer | string> | Handler;
  attempts?: number;
  concurrency?: number;
  depth?: number;
  classifier?: Classifier;
  limits?: Partial<PhotoLimits>;
  /** Workers here also take what others write, and can be woken. */
  taxonomy?: () => Promise<Taxonomy>;
  observer?: EnrichmentObserver;
  tracing?: QueueTracing;
  /** Shares the worker out among the photo hosts. */
  hosts?: PhotoHosts;
  /** How names of photo hosts are resolved. */
  lookup?: PhotoFetcherOptions['lookup'];
  /** How long one attempt may take. */
  attemptTimeoutMs?: number;
  /** How long a job belongs to a worker that shows no life: short where tests kill workers. */
  lockDurationMs?: number;
  /** One that is there, with the model; absent: a new one. */
  database?: { url: string; pool: Pool };
}

export interface Pipeline {
  pool: Pool;
  databaseUrl: string;
  queue: Queue;
  server: TestServer;
  loseJobs(): Promise<void>;
  backfill(options?: Partial<EnqueueOptions>): ReturnType<typeof enqueueFindings>;
  /** Works here until the ledger is drained. */
  drain(options?: Partial<RunWorkerOptions>): Promise<WorkerSummary>;
  /** Works in another process until the ledger is drained. */
  spawnWorker(options?: { stuckAfterMs?: number; environment?: Record<string, string> }): ChildProcess;
}

/** The whole pipeline, with a queue and a photo host of the test's own and a classifier that needs no model. */
export async function createPipeline(
  backend: { redisUrl: string | undefined },
  {
    photos = {},
    attempts = 3,
    concurrency = 4,
    depth = 100,
    classifier = createColourClassifier(),
    limits: changedLimits = {},
    taxonomy,
    observer,
    tracing,
    hosts,
    lookup,
    attemptTimeoutMs,
    // Longer than any pause of a busy machine: no photo times out and no job is taken from a worker that lives.
    lockDurationMs = 30_000,
    database,
  }: PipelineOptions,
): Promise<Pipeline> {
  const { pool, loseJobs, ...place } = await createTestQueue(backend, database);
  const location = { ...place.location, tracing };
  if (!database) await insertModel(pool);
  const server = await createTestServer(photos);
  const limits: PhotoLimits = {
    ...parseConfig({}).photo,
    allowHosts: [server.host],
    timeoutMs: 60_000,
    ...changedLimits,
  };
  const retries = { attempts, backoffMs: 20 };
  const queue = createQueue({ ...location, ...retries });
  onTestFinished(() => queue.close());
  const fetcher = createPhotoFetcher(limits, { log: testLog, lookup, hosts });
  onTestFinished(() => fetcher.close());
  let over = false;
  onTestFinished(() => {
    over = true;
  });

  return {
    pool,
    databaseUrl: location.databaseUrl,
    queue,
    server,
    loseJobs,
    backfill: (options) => enqueueFindings(pool, { model: 'colour', priority: 10, ...options }),
    drain: (options) =>
      runWorker(
        {
          pool,
          queue,
          log: testLog,
          enrich: (id, alone) =>
            enrich(
              {
                pool,
                fetchPhoto: fetcher.fetch,
                preparePhoto,
                openClassifier: async () => classifier,
                limits,
                attempts,
                log: testLog,
                observer,
                ...(attemptTimeoutMs && { timeoutMs: attemptTimeoutMs }),
              },
              id,
              alone,
            ),
          ...(taxonomy && {
            admit: () => admitListings(pool, taxonomy),
            listen: (onNotify, signal) =>
              listen(
                { url: location.databaseUrl, channel: workChannel, log: testLog, onNotify, retryMs: 20 },
                signal,
              ),
          }),
          startTaking: (process) =>
            createWorker({ ...location, concurrency, lockDurationMs, enrich: process }),
        },
        {
          drain: true,
          signal: new AbortController().signal,
          shutdownTimeoutMs: 60_000,
          depth,
          dispatcher: { idleMs: 30, busyMs: 10, reconcileEveryMs: 100, lostAfterMs: 1000 },
          ...options,
        },
      ),
    spawnWorker({ stuckAfterMs, environment } = {}) {
      if (over) throw new Error('A test that has ended starts no more workers');
      const script = fileURLToPath(new URL('worker-process.mjs', import.meta.url));
      const { log: _, tracing: __, ...where } = location;
      const options = {
        location: where,
        limits,
        ...retries,
        concurrency,
        depth,
        lockDurationMs,
        stuckAfterMs,
      };
      const child = spawn(process.execPath, [script, JSON.stringify(options)], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, ...environment },
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      return child;
    },
  };
}

/** Resolves with the exit code, or the signal that ended it. */
export function ended(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode ?? child.signalCode!);
    else child.once('exit', (code, signal) => resolve(code ?? signal!));
  });
}

/** How many rows of the ledger are in each state. */
export async function states(pipeline: Pipeline): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { state } of await readLedger(pipeline.pool)) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/** One listing for each group of photo paths. */
export async function insertListings(pipeline: Pipeline, groups: string[][]): Promise<number[]> {
  const ids = [];
  for (const paths of groups) {
    ids.push(await insertListing(pipeline.pool, { photos: paths.map((path) => pipeline.server.url + path) }));
  }
  return ids;
}
