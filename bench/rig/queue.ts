import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { type EnrichDependencies, enrich } from '#dist/enrichment/enrich.js';
import { type RunWorkerOptions, runWorker, type WorkerSummary } from '#dist/enrichment/worker.js';
import type { Log } from '#dist/log.js';
import type { QueueLocation } from '#dist/queue/backend.js';
import { createQueue, type Queue } from '#dist/queue/queue.js';
import { createWorker } from '#dist/queue/worker.js';

/** A queue of a name of its own: on Redis, or on Postgres where `redisUrl` is undefined. */
export function locateQueue(where: {
  redisUrl: string | undefined;
  databaseUrl: string;
  log: Log;
}): QueueLocation {
  return { ...where, name: `bench-${randomBytes(4).toString('hex')}` };
}

export function openQueue(location: QueueLocation): Queue {
  return createQueue({ ...location, attempts: 4, backoffMs: 100 });
}

/** Works through the ledger as `honeyburst worker` does, on a queue that is opened and closed. */
export async function runBenchWorker(
  location: QueueLocation,
  stages: EnrichDependencies,
  { concurrency, ...options }: Omit<RunWorkerOptions, 'shutdownTimeoutMs'> & { concurrency: number },
): Promise<WorkerSummary> {
  const queue = openQueue(location);
  const { pool, log } = stages;
  try {
    return await runWorker(
      {
        pool,
        queue,
        log,
        enrich: (id, how) => enrich(stages, id, how),
        startTaking: (process) => createWorker({ ...location, concurrency, enrich: process }),
      },
      { shutdownTimeoutMs: 10_000, ...options },
    );
  } finally {
    await queue.close();
  }
}

/** Deletes what a queue left in Redis; one on Postgres goes with its database. */
export async function forgetQueue(redisUrl: string | undefined, name: string): Promise<void> {
  if (redisUrl === undefined) return;
  const redis = new Redis(redisUrl);
  const keys = await redis.keys(`bull:${name}:*`);
  if (keys.length > 0) await redis.del(keys);
  await redis.quit();
}
