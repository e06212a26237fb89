import {
  type BackendFactory,
  createPostgresBackend,
  createRedisBackend,
  type IQueueBackend,
  type Processor,
  type QueueOptions,
  type Telemetry,
  type WorkerOptions,
  withBackend,
} from 'bullmq';
import { Cluster, type RedisOptions } from 'ioredis';
import { createPool } from '../database/pool.js';
import type { Dispatch } from '../enrichment/dispatch-queue.js';
import type { Log } from '../log.js';

/** Where the queue lives: on Redis where `redisUrl` is given, else in the schema bullmq of the database. */
export interface QueueLocation {
  name: string;
  /** Several with commas between them: nodes of a Redis Cluster. */
  redisUrl?: string | undefined;
  databaseUrl: string;
  log: Log;
  /** Absent: nothing is traced. */
  tracing?: QueueTracing | undefined;
}

/** How a trace gets through the queue. */
export interface QueueTracing {
  /** For workers: has a job's work go on with the job's trace. */
  telemetry: Telemetry;
  /** The trace that a job is to go on with, in the form of `telemetry`. */
  dispatched(dispatch: Dispatch): string;
}

/**
 * BullMQ's classes bound to the backend. A producer fails within seconds when the backend is away; a worker
 * waits for it to come back.
 */
export function openBackend(location: QueueLocation, options: { use: 'produce' | 'work'; poolSize: number }) {
  const { redisUrl, databaseUrl, log, tracing } = location;
  if (redisUrl !== undefined) {
    const patience =
      options.use === 'work'
        ? { maxRetriesPerRequest: null }
        : { maxRetriesPerRequest: 2, commandTimeout: 10_000 };
    const retryStrategy = (times: number) => Math.min(times * 200, 2000);
    const nodes = redisUrl.split(',');
    if (nodes.length > 1) {
      const cluster = openCluster(nodes, { retryStrategy, patience, log });
      const release = async () => cluster.disconnect();
      return bind(createRedisBackend, cluster, {
        release,
        telemetry: tracing?.telemetry,
        prefix: clusterPrefix,
      });
    }
    return bind(
      createRedisBackend,
      { url: redisUrl, retryStrategy, ...patience },
      { release: async () => {}, telemetry: tracing?.telemetry },
    );
  }
  // BullMQ sets no search_path on a pool that it is handed.
  const url = new URL(databaseUrl);
  url.searchParams.set('options', `${url.searchParams.get('options') ?? ''} -c search_path=bullmq`.trim());
  const pool = createPool(url.href, { size: options.poolSize, log, application: 'honeyburst-queue' });
  return bind(createPostgresBackend, pool, { release: () => pool.end(), telemetry: tracing?.telemetry });
}

/** BullMQ's own queue on either backend. */
export type BackendQueue = ReturnType<ReturnType<typeof openBackend>['createQueue']>;

/** The keys of a queue go by one tag, so that they lie on one node: a script may touch several of them. */
const clusterPrefix = '{bull}';

function openCluster(
  urls: readonly string[],
  options: { retryStrategy: (times: number) => number; patience: RedisOptions; log: Log },
): Cluster {
  const { username, password, protocol } = new URL(urls[0]!);
  const cluster = new Cluster([...urls], {
    clusterRetryStrategy: options.retryStrategy,
    redisOptions: {
      ...options.patience,
      ...(username && { username: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
      ...(protocol === 'rediss:' && { tls: {} }),
    },
  });
  cluster.on('error', (error) => options.log.warn({ error: error.message }, 'Redis Cluster'));
  return cluster;
}

function bind<B extends IQueueBackend, C>(
  factory: BackendFactory<B, C>,
  connection: C,
  { release, telemetry, prefix }: BindOptions,
) {
  const { Queue, Worker } = withBackend(factory);
  const common = { connection, ...(prefix && { prefix }) };
  return {
    createQueue: (name: string, options: Omit<QueueOptions<C>, 'connection'>) =>
      new Queue<unknown>(name, { ...options, ...common }),
    createWorker: (
      name: string,
      process: Processor<unknown, void>,
      options: Omit<WorkerOptions<C>, 'connection'>,
    ) => new Worker<unknown, void>(name, process, { ...options, ...common, ...(telemetry && { telemetry }) }),
    /** Ends what BullMQ's own close leaves open. */
    release,
  };
}

interface BindOptions {
  release: () => Promise<void>;
  telemetry: Telemetry | undefined;
  prefix?: string;
}
