import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { inject, onTestFinished } from 'vitest';
import type { Pool } from '../../src/database/pool.js';
import type { QueueLocation } from '../../src/queue/backend.js';
import { createTestDatabase, testLog } from '../support/database.js';

const redisUrl = inject('redisUrl');

/** For `describe.for`: every queue test runs on each backend that is there. */
export const backends: { backend: string; redisUrl: string | undefined }[] = [
  { backend: 'Postgres', redisUrl: undefined },
  ...(redisUrl === undefined ? [] : [{ backend: 'Redis', redisUrl }]),
];

export interface TestQueue {
  pool: Pool;
  location: QueueLocation;
  /** What a Redis without persistence does when it restarts. */
  loseJobs(): Promise<void>;
}

/** A queue of the test's own, gone when the test ends. */
export async function createTestQueue(
  backend: { redisUrl: string | undefined },
  database?: { url: string; pool: Pool },
): Promise<TestQueue> {
  const { pool, url } = database ?? (await createTestDatabase());
  const name = `test-${randomBytes(6).toString('hex')}`;
  const loseJobs = async () => {
    if (backend.redisUrl === undefined) {
      await pool.query('DELETE FROM bullmq.job WHERE queue = $1', [name]);
      return;
    }
    // A cluster is its test's own, and ends with it.
    if (backend.redisUrl.includes(',')) return;
    const redis = new Redis(backend.redisUrl);
    const keys = await redis.keys(`bull:${name}:*`);
    if (keys.length > 0) await redis.del(...keys);
    await redis.quit();
  };
  onTestFinished(loseJobs);
  return { pool, loseJobs, location: { name, redisUrl: backend.redisUrl, databaseUrl: url, log: testLog } };
}
