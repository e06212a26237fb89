import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { whenAvailable } from '../../src/database/available.js';
import { startEmbeddedServer } from '../../src/database/embedded.js';
import { createPool } from '../../src/database/pool.js';
import { loadBinaries, runServerTool } from '../../src/database/server-program.js';
import { testLog } from '../support/database.js';
import { addListings, ledgerStates, prepareShop, startProgram } from './program.js';
import { hasRedisServer, startRedis } from './redis-server.js';

/** A server of somebody else's, at DATABASE_URL, that stops and starts as its administrator says. */
async function startForeignPostgres(home: string) {
  const data = join(home, 'postgres');
  const embedded = await startEmbeddedServer(home, testLog);
  const { url } = embedded;
  await embedded.release();
  const { pg_ctl } = await loadBinaries();
  const options = `-p ${new URL(url).port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=`;
  const start = () =>
    runServerTool(pg_ctl, ['start', '-w', '-D', data, '-l', join(data, 'server.log'), '-o', options]);
  const stop = (mode: 'fast' | 'immediate') => runServerTool(pg_ctl, ['stop', '-w', '-m', mode, '-D', data]);
  await start();
  return { url, start, stop };
}

it('serve and worker outlive restarts of Postgres, idle or busy', async () => {
  const { home, photos, environment } = await prepareShop({ listings: 0, photoMs: 50 });
  const postgres = await startForeignPostgres(home);
  const own = { ...environment, DATABASE_URL: postgres.url };
  const pool = createPool(postgres.url, { size: 2, log: testLog });
  onTestFinished(() => pool.end());
  const serve = startProgram(['serve', '--port', '0'], own);
  const worker = startProgram(['worker'], own);
  const [url] = await serve.says(/http:\/\/127\.0\.0\.1:\d+/);
  const [link] = await serve.says(/http:.*\/sign-in\?token=.*/);
  await worker.says(/worker started/);
  const signedIn = await fetch(link, { redirect: 'manual' });
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0]!;
  const suggestions = async () => {
    const answer = await fetch(`${url}/v1/suggestions`, { headers: { cookie } });
    const { code } = (await answer.json()) as { code?: string };
    return [answer.status, answer.headers.get('retry-after'), code];
  };
  const readiness = async () => (await fetch(`${url}/readyz`)).status;
  const states = () => whenAvailable(pool, () => ledgerStates(pool));
  expect(await readiness()).toBe(200);

  let listings = 0;
  for (const mode of ['fast', 'immediate'] as const) {
    // Idle.
    await postgres.stop(mode);
    await expect.poll(readiness).toBe(503);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/`, { headers: { cookie } })).status).toBe(200);
    expect(await suggestions()).toEqual([503, '5', 'database_unavailable']);
    await postgres.start();
    await expect.poll(readiness).toBe(200);
    // Busy.
    await whenAvailable(pool, () => addListings(pool, photos, 20));
    listings += 20;
    await expect
      .poll(async () => (await states()).done ?? 0, { interval: 20 })
      .toBeGreaterThan(listings - 18);
    await postgres.stop(mode);
    await sleep(300);
    await postgres.start();
    await expect.poll(states, { interval: 50 }).toEqual({ done: listings });
    expect(await suggestions()).toEqual([200, null, undefined]);
  }
  const { rows } = await pool.query('SELECT max(attempts) AS attempts FROM honeyburst.enrichment');
  expect(rows).toEqual([{ attempts: 1 }]);
  for (const program of [serve, worker]) {
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
  }
});

it.skipIf(!hasRedisServer)(
  'the real worker refills a Redis that forgot everything, from the ledger',
  async () => {
    const { home, photos, environment } = await prepareShop({ listings: 0, photoMs: 30 });
    const postgres = await startForeignPostgres(home);
    const redis = await startRedis();
    const pool = createPool(postgres.url, { size: 2, log: testLog });
    onTestFinished(() => pool.end());
    await addListings(pool, photos, 80);
    const worker = startProgram(['worker', '--drain', '--json'], {
      ...environment,
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
    });
    await expect.poll(async () => (await ledgerStates(pool)).done ?? 0, { interval: 20 }).toBeGreaterThan(10);
    await redis.kill();
    const { dispatched } = await ledgerStates(pool);
    expect(dispatched).toBeGreaterThan(0);
    await redis.start();
    expect(await worker.ended).toBe(0);
    expect(await ledgerStates(pool)).toEqual({ done: 80 });
    expect(worker.output()).toContain('the queue had lost jobs');
  },
);
