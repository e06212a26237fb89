import { expect, it, onTestFinished } from 'vitest';
import { createQueue } from '../../src/queue/queue.js';
import { createWorker } from '../../src/queue/worker.js';
import { createTestDatabase, testLog } from '../support/database.js';
import { createTestQueue } from './backends.js';

it('queue and worker connect again when Postgres refused their first connections', async () => {
  const database = await createTestDatabase();
  const { pool } = database;
  const { location } = await createTestQueue({ redisUrl: undefined }, database);
  const late = new URL(location.databaseUrl);
  late.username = `late_${late.pathname.slice(1)}`;
  late.password = 'late';
  await pool.query(`CREATE ROLE ${late.username} SUPERUSER NOLOGIN PASSWORD 'late'`);
  onTestFinished(
    async () => void (await pool.query(`DROP OWNED BY ${late.username}; DROP ROLE ${late.username}`)),
  );

  let refusals = 0;
  const log = testLog.child({});
  log.warn = () => void refusals++;
  const own = { ...location, databaseUrl: late.href, log };
  const queue = createQueue({ ...own, attempts: 1, backoffMs: 1 });
  onTestFinished(() => queue.close());
  const done: number[] = [];
  const worker = createWorker({ ...own, concurrency: 1, enrich: async (id) => void done.push(id) });
  onTestFinished(async () => void (await worker.close(100)));

  const job = { enrichmentId: 1, priority: 10, dispatches: 1 };
  await expect(queue.add([job])).rejects.toMatchObject({ code: 'queue_unreachable' });
  await expect.poll(() => refusals).toBeGreaterThan(0);
  await pool.query(`ALTER ROLE ${late.username} LOGIN`);
  await queue.add([job]);
  await expect.poll(() => done).toEqual([1]);
});
