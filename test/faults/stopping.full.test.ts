import { once } from 'node:events';
import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { startEmbeddedServer } from '../../src/database/embedded.js';
import { createPool, type Pool } from '../../src/database/pool.js';
import { testLog } from '../support/database.js';
import { killPostmaster } from './own-postgres.js';
import { ledgerStates, prepareShop, type Running, type Shop, startProgram } from './program.js';
import { hasRedisServer, startRedis } from './redis-server.js';

const deadlineMs = 1500;
/** For what comes after the deadline: giving up, closing connections, ending. */
const closingMs = 8000;

async function open({ home }: Shop): Promise<Pool> {
  const server = await startEmbeddedServer(home, testLog);
  onTestFinished(() => server.release());
  const pool = createPool(server.url, { size: 2, log: testLog });
  onTestFinished(() => pool.end());
  return pool;
}

async function stop(worker: Running, signal: NodeJS.Signals = 'SIGTERM') {
  const startedAt = performance.now();
  worker.child.kill(signal);
  const status = await worker.ended;
  return { status, ms: performance.now() - startedAt };
}

const running = async (pool: Pool) =>
  (await pool.query<{ count: number }>('SELECT count(*) FROM honeyburst.enrichment WHERE running')).rows[0]!
    .count;

it('SIGTERM under load ends a worker within its deadline, and costs what it had at hand no attempt', async () => {
  const shop = await prepareShop({ listings: 24, photoMs: 10_000 });
  const environment = { ...shop.environment, SHUTDOWN_TIMEOUT_MS: `${deadlineMs}`, QUEUE_ATTEMPTS: '1' };
  const pool = await open(shop);
  const worker = startProgram(['worker', '--json'], environment);
  await expect.poll(() => running(pool)).toBe(4);

  const { status, ms } = await stop(worker);
  expect(status).toBe(0);
  expect(ms).toBeGreaterThan(deadlineMs - 100);
  expect(ms).toBeLessThan(deadlineMs + closingMs);
  expect(await running(pool)).toBe(0);
  const states = await ledgerStates(pool);
  expect((states.pending ?? 0) + (states.dispatched ?? 0)).toBe(24);
  const { rows } = await pool.query('SELECT max(attempts) AS attempts FROM honeyburst.enrichment');
  expect(rows).toEqual([{ attempts: 0 }]);
});

it('SIGTERM lets a worker finish what it can in time, and another goes on', async () => {
  const shop = await prepareShop({ listings: 40, photoMs: 100 });
  const pool = await open(shop);
  const first = startProgram(['worker', '--json'], shop.environment);
  await expect.poll(async () => (await ledgerStates(pool)).done ?? 0, { interval: 20 }).toBeGreaterThan(4);
  expect((await stop(first)).status).toBe(0);
  expect(await running(pool)).toBe(0);
  expect((await ledgerStates(pool)).done).toBeLessThan(40);
  const second = startProgram(['worker', '--drain', '--json'], shop.environment);
  expect(await second.ended).toBe(0);
  expect(await ledgerStates(pool)).toEqual({ done: 40 });
  const { rows } = await pool.query('SELECT count(*) FROM honeyburst.prediction');
  expect(rows).toEqual([{ count: 40 }]);
});

it('a second signal ends it at once', async () => {
  const shop = await prepareShop({ listings: 4, photoMs: 10_000 });
  const pool = await open(shop);
  const worker = startProgram(['worker'], shop.environment);
  await expect.poll(() => running(pool)).toBe(4);
  worker.child.kill('SIGINT');
  await worker.says(/a second signal stops at once/);
  const { status, ms } = await stop(worker, 'SIGINT');
  expect(status).toBe(130);
  expect(ms).toBeLessThan(2000);
});

it.skipIf(!hasRedisServer)(
  'SIGTERM ends a worker in time although its Redis or its Postgres is away',
  async () => {
    const shop = await prepareShop({ listings: 40, photoMs: 300 });
    const redis = await startRedis();
    const server = await startEmbeddedServer(shop.home, testLog);
    const environment = {
      ...shop.environment,
      DATABASE_URL: server.url,
      REDIS_URL: redis.url,
      SHUTDOWN_TIMEOUT_MS: `${deadlineMs}`,
      QUEUE_DEPTH: '8',
    };
    const pool = createPool(server.url, { size: 2, log: testLog });
    onTestFinished(() => pool.end());
    for (const away of ['redis', 'postgres'] as const) {
      const worker = startProgram(['worker'], environment);
      await worker.says(/worker started/);
      await expect.poll(() => running(pool), { interval: 10 }).toBeGreaterThan(0);
      if (away === 'redis') await redis.kill();
      else {
        await server.release();
        await killPostmaster(shop.home);
      }
      await sleep(200);
      const { status, ms } = await stop(worker);
      expect([away, status]).toEqual([away, 0]);
      expect(ms).toBeLessThan(deadlineMs + closingMs);
      if (away === 'redis') await redis.start();
    }
    const again = await startEmbeddedServer(shop.home, testLog);
    onTestFinished(() => again.release());
    const last = startProgram(['worker', '--drain'], environment);
    expect(await last.ended).toBe(0);
    expect(await ledgerStates(pool)).toEqual({ done: 40 });
  },
);

it.skipIf(!hasRedisServer)(
  'SIGTERM ends a worker in time although its Redis never answered, and it had said why it waited',
  async () => {
    const shop = await prepareShop({ listings: 1 });
    const environment = {
      ...shop.environment,
      REDIS_URL: 'redis://127.0.0.1:1',
      SHUTDOWN_TIMEOUT_MS: `${deadlineMs}`,
    };
    const workers = [[], ['--drain']].map((options) => startProgram(['worker', ...options], environment));
    for (const worker of workers) {
      await worker.says(/queue cannot be reached \(.*ECONNREFUSED.*REDIS_URL.*waiting for the queue/);
      const { status, ms } = await stop(worker);
      expect(status).toBe(0);
      expect(ms).toBeLessThan(deadlineMs + closingMs);
    }
  },
);

it('a worker whose Redis refuses the password ends, and names the remedy', async () => {
  const shop = await prepareShop({ listings: 1 });
  const redis = await startRedis(['--requirepass', 'right']);
  const refused = redis.url.replace('//', '//:wrong@');
  const workers = [redis.url, refused].flatMap((url) =>
    [[], ['--drain']].map((options) =>
      startProgram(['worker', ...options], { ...shop.environment, REDIS_URL: url }),
    ),
  );
  for (const worker of workers) {
    await worker.says(/error: Redis at 127\.0\.0\.1:\d+ .*password.* REDIS_URL.*\[queue_misconfigured\]/);
    expect(await worker.ended).toBe(2);
  }
});

it('SIGTERM ends a worker although a connection to its metrics server says nothing', async () => {
  const shop = await prepareShop({ listings: 1 });
  const worker = startProgram(['worker', '--metrics-port', '0'], {
    ...shop.environment,
    SHUTDOWN_TIMEOUT_MS: '60000',
  });
  const [, port] = await worker.says(/127\.0\.0\.1:(\d+)/);
  await worker.says(/worker started/);
  const silent = createConnection(Number(port), '127.0.0.1');
  onTestFinished(() => void silent.destroy());
  await once(silent, 'connect');
  const { status, ms } = await stop(worker);
  expect(status).toBe(0);
  expect(ms).toBeLessThan(closingMs);
});
