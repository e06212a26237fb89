import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { registerModel } from '../../src/classifier/registry.js';
import { pendingMigrations } from '../../src/database/migrate.js';
import { createPool } from '../../src/database/pool.js';
import { runDispatcher } from '../../src/enrichment/dispatch.js';
import { enqueueFindings } from '../../src/enrichment/producer.js';
import { createQueue } from '../../src/queue/queue.js';
import { insertListing, insertModel, readLedger } from '../enrichment/catalogue.js';
import { backends, createTestQueue } from '../queue/backends.js';
import { testLog } from '../support/database.js';
import { honeyburst } from '../support/program.js';
import { writeUntrainedModel } from '../support/untrained-model.js';
import { makeHome } from './own-postgres.js';

it('two migrators on a fresh database, and two backfills, at once: each thing is done once', async () => {
  const server = new URL(inject('databaseUrl'));
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = new URL(server);
  admin.pathname = '/postgres';
  const administrator = createPool(admin.href, { size: 1, log: testLog });
  await administrator.query(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const pool = createPool(url.href, { size: 4, log: testLog });
  onTestFinished(async () => {
    await pool.end();
    await administrator.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await administrator.end();
  });
  const home = await makeHome();
  const environment = { DATABASE_URL: url.href, HONEYBURST_HOME: home };

  const migrators = await Promise.all([1, 2].map(() => honeyburst(['migrate'], environment)));
  expect(migrators.map(({ status, stderr }) => [status, stderr])).toEqual(Array(2).fill([0, '']));
  expect(await pendingMigrations(pool)).toEqual([]);

  await registerModel(pool, await writeUntrainedModel(`${home}/guitars`, { name: 'guitars' }));
  for (let n = 0; n < 200; n++) await insertListing(pool);
  const runs = await Promise.all([1, 2].map(() => honeyburst(['backfill', '--json'], environment)));
  expect(runs.map(({ status }) => status)).toEqual([0, 0]);
  const added = runs.map(({ stdout }) => JSON.parse(stdout).added as number);
  expect(added[0]! + added[1]!).toBe(200);
  expect(await readLedger(pool)).toHaveLength(200);
});

describe.for(backends)('with the queue on $backend', (backend) => {
  it('three dispatchers at once put every row on the queue once, and keep one bound', async () => {
    const { pool, location } = await createTestQueue(backend);
    await insertModel(pool);
    const queues = Array.from({ length: 3 }, () => createQueue({ ...location, attempts: 3, backoffMs: 20 }));
    const [queue] = queues;
    onTestFinished(async () => void (await Promise.all(queues.map((one) => one.close()))));
    for (let n = 0; n < 120; n++) await insertListing(pool);
    await enqueueFindings(pool, { model: 'colour', priority: 10 });
    const depth = 50;
    const stopping = new AbortController();
    const dispatchers = queues.map((one) =>
      runDispatcher(
        {
          pool,
          queue: one,
          depth,
          log: testLog,
          busyMs: 5,
          idleMs: 10,
          reconcileEveryMs: 20,
          lostAfterMs: 60_000,
        },
        stopping.signal,
      ),
    );
    // Nine tenths: the rest is for fresh listings.
    await expect.poll(() => queue!.depth()).toBe(45);
    for (let n = 0; n < 20; n++) {
      expect(await queue!.depth()).toBe(45);
      await sleep(10);
    }
    stopping.abort();
    await Promise.all(dispatchers);
    const ledger = await readLedger(pool);
    expect(ledger.filter(({ state, dispatches }) => state === 'dispatched' && dispatches === 1)).toHaveLength(
      45,
    );
    expect(ledger.filter(({ state, dispatches }) => state === 'pending' && dispatches === 0)).toHaveLength(
      75,
    );
  });
});
