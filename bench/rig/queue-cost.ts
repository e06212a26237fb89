import { Redis } from 'ioredis';
import type { Log } from '#dist/log.js';
import { createWorker } from '#dist/queue/worker.js';
import { forgetQueue, locateQueue, openQueue } from './queue.js';
import type { ScratchDatabase } from './scratch-database.js';
import { round, timed } from './statistics.js';

export interface QueueCost {
  /** While it lies in the queue. */
  bytesPerJob: number;
  addedPerSecond: number;
  takenPerSecond: number;
  /** Absent: the queue is on Postgres. */
  redis?: { commandsPerJob: number; cpuUsPerJob: number };
}

/** What a job costs that does nothing, on its way through the queue and while it lies there. */
export async function measureQueue(
  database: ScratchDatabase,
  redisUrl: string | undefined,
  log: Log,
): Promise<QueueCost> {
  const jobs = redisUrl ? 20_000 : 10_000;
  const location = locateQueue({ redisUrl, databaseUrl: database.url, log });
  const queue = openQueue(location);
  const redis = redisUrl === undefined ? undefined : new Redis(redisUrl);
  const readBytes = () => (redis ? redisBytes(redis) : postgresBytes(database));
  await queue.depth();
  const before = await readBytes();
  const add = await timed(async () => {
    for (let first = 1; first <= jobs; first += 1000) {
      await queue.add(
        Array.from({ length: 1000 }, (_, i) => ({ enrichmentId: first + i, dispatches: 1, priority: 10 })),
      );
    }
  });
  const held = (await readBytes()) - before;
  const callsBefore = redis && (await redisCalls(redis));
  const take = await timed(async () => {
    let left = jobs;
    let allTaken = () => {};
    const all = new Promise<void>((resolve) => {
      allTaken = resolve;
    });
    const worker = createWorker({
      ...location,
      concurrency: 64,
      enrich: async () => {
        if (--left === 0) allTaken();
      },
    });
    await all;
    await worker.close(5000);
  });
  const callsAfter = redis && (await redisCalls(redis));
  await queue.close();
  await redis?.quit();
  await forgetQueue(redisUrl, location.name);
  return {
    bytesPerJob: Math.round(held / jobs),
    addedPerSecond: Math.round(jobs / add.seconds),
    takenPerSecond: Math.round(jobs / take.seconds),
    ...(callsBefore &&
      callsAfter && {
        redis: {
          commandsPerJob: round((callsAfter.count - callsBefore.count) / jobs, 2),
          cpuUsPerJob: round((callsAfter.us - callsBefore.us) / jobs, 2),
        },
      }),
  };
}

async function redisBytes(redis: Redis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
}

async function postgresBytes({ pool }: ScratchDatabase): Promise<number> {
  const { rows } = await pool.query(
    `SELECT sum(pg_total_relation_size(oid)) AS bytes FROM pg_class
      WHERE relnamespace = 'bullmq'::regnamespace AND relkind = 'r'`,
  );
  return Number(rows[0].bytes);
}

/** All commands that Redis has run, and the time it took for them. */
async function redisCalls(redis: Redis): Promise<{ count: number; us: number }> {
  const text = await redis.info('commandstats');
  const calls = { count: 0, us: 0 };
  for (const [, count, us] of text.matchAll(/calls=(\d+),usec=(\d+)/g)) {
    calls.count += Number(count);
    calls.us += Number(us);
  }
  return calls;
}
