import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { whenAvailable } from '../../src/database/available.js';
import { createPool, type Pool } from '../../src/database/pool.js';
import { testLog } from '../support/database.js';
import { honeyburst } from '../support/program.js';
import { killPostmaster } from './own-postgres.js';
import { embeddedUrl, prepareShop, type Running, startProgram } from './program.js';
import { freePort } from './redis-server.js';

const listings = 6000;

async function count(pool: Pool, of: string): Promise<number> {
  const query = () => pool.query<{ count: number }>(`SELECT count(*) FROM honeyburst.${of}`);
  return (await whenAvailable(pool, query)).rows[0]!.count;
}

async function report(command: Running): Promise<Record<string, number>> {
  expect([await command.ended, command.output()]).toEqual([0, expect.anything()]);
  // What it wrote last may still be under way.
  await expect.poll(command.printed).toMatch(/^\}$/m);
  return JSON.parse(command.printed());
}

it('import and backfill go on when the embedded database is killed under them; killed themselves, a second run completes', async () => {
  const { home, environment } = await prepareShop({ listings: 0 });
  const file = join(home, 'listings.jsonl');
  const rows = Array.from({ length: listings }, (_, n) => ({
    external_id: `${n}`,
    make: 'Fender',
    model: 'Stratocaster',
    title: `Stratocaster ${n}`,
    photo_urls: [`https://example.com/${n}/1.jpg`, `https://example.com/${n}/2.jpg`],
  }));
  await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'));
  const run = (...args: string[]) => startProgram([...args, '--json'], environment);
  const address = () => embeddedUrl(home).catch(() => '');

  // The embedded server runs only while a command does, so this is the first that shows its address.
  const first = run('import', file);
  await expect.poll(address, { interval: 10 }).toMatch(/:\d+\//);
  const pool = createPool(await address(), { size: 2, log: testLog });
  onTestFinished(() => pool.end());
  const reaches = (of: string, least: number) =>
    expect.poll(() => count(pool, of), { interval: 10 }).toBeGreaterThanOrEqual(least);

  // All of it dies: what was stored stays, the second run adds the rest.
  await reaches('listing', 500);
  first.child.kill('SIGKILL');
  await killPostmaster(home);
  await first.ended;

  const second = run('import', file);
  // It may be down or starting again when the next kill comes.
  for (const least of [2000, 4000]) {
    await reaches('listing', least);
    await killPostmaster(home).catch(() => {});
    await sleep(50);
  }
  expect(await report(second)).toMatchObject({ read: listings, failed: 0, updated: 0 });
  // At least once: a quick machine may be done before the second kill.
  expect(second.output()).toMatch(/starting it again/);
  expect(await report(run('import', file))).toMatchObject({ read: listings, unchanged: listings });

  const backfill = run('backfill');
  await reaches('enrichment', 5000);
  await killPostmaster(home).catch(() => {});
  expect(await report(backfill)).toMatchObject({ examined: listings });
  expect(await report(run('backfill'))).toMatchObject({ examined: listings, added: 0, known: listings });

  const keeping = startProgram(['serve', '--port', '0'], environment);
  await keeping.says(/http:/);
  expect(await Promise.all(['listing', 'listing_photo', 'enrichment'].map((of) => count(pool, of)))).toEqual([
    listings,
    2 * listings,
    listings,
  ]);
});

it('a database that stays away ends what waits for it with an error that names the remedy', async () => {
  const url = `postgresql://postgres:secret@127.0.0.1:${await freePort()}/none`;
  const { status, stderr } = await honeyburst(['backfill'], { DATABASE_URL: url });
  expect([status, stderr]).toEqual([
    1,
    expect.stringMatching(
      /^error: .*ECONNREFUSED.*DATABASE_URL.*run the command again.*\[database_unavailable\]\n$/,
    ),
  ]);
  const pool = createPool(url, { size: 1, log: testLog });
  onTestFinished(() => pool.end());
  const waiting = whenAvailable(pool, () => pool.query('SELECT 1'), undefined, 300);
  await expect(waiting).rejects.toMatchObject({ code: 'database_unavailable', retryable: true });
});
