import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { whenAvailable } from '../../src/database/available.js';
import { startEmbeddedServer } from '../../src/database/embedded.js';
import { withLock } from '../../src/database/lock-file.js';
import { createPool } from '../../src/database/pool.js';
import { serverUser } from '../../src/database/server-program.js';
import { testLog } from '../support/database.js';
import { killPostmaster, makeHome } from './own-postgres.js';
import { embeddedUrl, ledgerStates, prepareShop, startProgram } from './program.js';

it('the real worker brings its embedded database back when that is killed, and finishes', async () => {
  const { home, environment } = await prepareShop({ listings: 60, photoMs: 50 });
  const worker = startProgram(['worker', '--drain', '--json'], environment);
  await worker.says(/worker started/);
  const pool = createPool(await embeddedUrl(home), { size: 2, log: testLog });
  onTestFinished(() => pool.end());
  const states = () => whenAvailable(pool, () => ledgerStates(pool));
  for (let kills = 1; kills <= 3; kills++) {
    const before = (await states()).done ?? 0;
    await expect.poll(async () => (await states()).done ?? 0, { interval: 20 }).toBeGreaterThan(before + 4);
    await killPostmaster(home);
    await sleep(50);
  }
  expect((await states()).dispatched ?? 0).toBeGreaterThan(0);
  await expect.poll(states, { interval: 50 }).toEqual({ done: 60 });
  const { rows } = await pool.query('SELECT count(*) FROM honeyburst.prediction');
  expect(rows).toEqual([{ count: 60 }]);
  expect(await worker.ended).toBe(0);
  expect(worker.output().match(/starting it again/g)).toHaveLength(3);
});

it('a server goes on at the port that its users know, and is kept while one of them is idle', async () => {
  const home = await makeHome();
  const first = await startEmbeddedServer(home, testLog);
  onTestFinished(() => first.release());
  const second = await startEmbeddedServer(home, testLog);
  expect(second.url).toBe(first.url);
  await second.release();
  const pool = createPool(first.url, { size: 1, log: testLog });
  onTestFinished(() => pool.end());
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);

  await killPostmaster(home);
  const third = await startEmbeddedServer(home, testLog);
  onTestFinished(() => third.release());
  expect(third.url).toBe(first.url);
  expect((await whenAvailable(pool, () => pool.query('SELECT 1 AS one'))).rows).toEqual([{ one: 1 }]);
});

it('a server starts although the number of the one that died is another process now', async () => {
  const home = await makeHome();
  const before = await startEmbeddedServer(home, testLog);
  const stranger = spawn('sleep', ['60'], { stdio: 'ignore', ...(await serverUser()) });
  onTestFinished(() => void stranger.kill('SIGKILL'));
  const file = join(home, 'postgres', 'postmaster.pid');
  const lines = (await readFile(file, 'utf8')).split('\n');
  await before.release();
  lines[0] = `${stranger.pid}`;
  await writeFile(file, lines.join('\n'));

  const after = await startEmbeddedServer(home, testLog);
  onTestFinished(() => after.release());
  const pool = createPool(after.url, { size: 1, log: testLog });
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await pool.end();
});

it('the lock of a holder that died is taken over, whatever runs under its number', async () => {
  const file = join(await makeHome(), 'lock');
  const gone = spawn('true');
  await once(gone, 'exit');
  await writeFile(file, `${gone.pid} some`);
  const startedAt = performance.now();
  await withLock(file, async () => {});
  expect(performance.now() - startedAt).toBeLessThan(2000);
  await writeFile(file, `${process.pid} some`);
  await withLock(file, async () => {});
  expect(performance.now() - startedAt).toBeLessThan(15_000);
});

it('a lock is held by one at a time, for as long as it takes', async () => {
  const file = join(await makeHome(), 'lock');
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 5 }, () =>
      withLock(file, async () => {
        most = Math.max(most, ++inside);
        await sleep(100);
        inside--;
      }),
    ),
  );
  expect(most).toBe(1);
});
