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

/** Where the queue lives: on Redis if `redisUrl` is given, else in the schema bullmq of the database. */
export interface QueueLocation {
  name: string;
  /** Several addresses, separated by commas, are the nodes of a Redis Cluster. */
  redisUrl?: string | undefined;
  databaseUrl: string;
  log: Log;
  /** Default: nothing is traced. */
  tracing?: QueueTracing | undefined;
}

/** How a trace passes through the queue. */
export interface QueueTracing {
  /** For workers: makes the work on a job continue the job's trace. */
  telemetry: Telemetry;
  /** The trace that the job continues, in the format of `telemetry`. */
  dispatched(dispatch: Dispatch): string;
}

/** BullMQ's classes, bound to the backend. If the backend is down, a producer fails within seconds and a worker waits. */
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
  // BullMQ does not set the search_path of a pool that it is given.
  const url = new URL(databaseUrl);
  url.searchParams.set('options', `${url.searchParams.get('options') ?? ''} -c search_path=bullmq`.trim());
  const pool = createPool(url.href, { size: options.poolSize, log, application: 'honeyburst-queue' });
  return bind(createReconnectingBackend, pool, { release: () => pool.end(), telemetry: tracing?.telemetry });
}

/** BullMQ's own queue, on either backend. */
export type BackendQueue = ReturnType<ReturnType<typeof openBackend>['createQueue']>;

/**
 * BullMQ 6.7 keeps the promise of its first connection to Postgres even if it fails, and then waits for that promise for
 * ever. This backend connects again.
 */
const createReconnectingBackend: typeof createPostgresBackend = (...args) => {
  const backend = createPostgresBackend(...args);
  forgetFailure(backend);
  forgetFailure(backend.connection);
  return backend;
};

function forgetFailure(connecting: { waitUntilReady(): Promise<void> }): void {
  const wait = connecting.waitUntilReady.bind(connecting);
  connecting.waitUntilReady = () =>
    wait().catch((error) => {
      Reflect.deleteProperty(connecting, 'readyPromise');
      throw error;
    });
}

/** All keys of a queue have one hash tag, so that they lie on one node: scripts use several of them at once. */
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
    /** Closes the connections that BullMQ's own close leaves open. */
    release,
  };
}

interface BindOptions {
  release: () => Promise<void>;
  telemetry: Telemetry | undefined;
  prefix?: string;
}
