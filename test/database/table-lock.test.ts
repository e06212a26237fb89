import pg from 'pg';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { createBackgroundWork } from '../../src/custom-vision/server/background-work.js';
import { defaultDomain } from '../../src/custom-vision/server/domain.js';
import { tiers } from '../../src/custom-vision/server/limits.js';
import { createProject } from '../../src/custom-vision/server/project.js';
import { migrate } from '../../src/database/migrate.js';
import { withTransaction } from '../../src/database/pool.js';
import { watchBlocked } from '../../src/database/table-lock.js';
import { dispatchPage, runDispatcher } from '../../src/enrichment/dispatch.js';
import type { Dispatch } from '../../src/enrichment/dispatch-queue.js';
import { syncTaxonomy } from '../../src/taxonomy/store.js';
import { insertListing, insertModel } from '../enrichment/catalogue.js';
import { createLogin } from '../roles/logins.js';
import { createTestDatabase, testLog } from '../support/database.js';

function createTestQueue() {
  const added: Dispatch[] = [];
  return {
    added,
    depth: async () => added.length,
    missing: async () => [],
    add: async (dispatches: readonly Dispatch[]) => void added.push(...dispatches),
  };
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'spreadsheet' });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

async function insertWork(pool: Parameters<typeof insertModel>[0]): Promise<void> {
  await insertModel(pool);
  const id = await insertListing(pool);
  await pool.query(
    `INSERT INTO honeyburst.enrichment (listing_id, content_hash, model, reasons, priority)
     SELECT id, content_hash, 'colour', '{missing}', 1 FROM honeyburst.listing WHERE id = $1`,
    [id],
  );
}

/** A log that keeps its lines. */
function createKept() {
  const lines: { msg: string; holders: object[] }[] = [];
  return { lines, log: pino({ level: 'warn' }, { write: (line) => void lines.push(JSON.parse(line)) }) };
}

it('an analyst who holds every advisory lock that was ever ours, or BullMQ’s, stops nothing', async () => {
  const database = await createTestDatabase();
  const { pool } = database;
  await insertWork(pool);
  const analyst = await connect(await createLogin(database, 'honeyburst_analyst'));
  const keys = [
    ...['7461523', '7461524', "hashtext('custom_vision_server.project')"],
    ...["1112493644, hashtext('bullmq')", "hashtext('a kind of work'), hashtext('piece')"],
    ...["hashtext('bullmq:jidseq:enrichment')", "hashtext('bullmq:evnotify:enrichment')"],
  ];
  for (const key of keys) await analyst.query(`SELECT pg_advisory_lock(${key})`);

  const queue = createTestQueue();
  expect(await dispatchPage({ pool, queue, depth: 100 })).toBe(1);
  expect(await migrate(pool, testLog)).toEqual([]);
  expect((await syncTaxonomy(pool)).version).toBeGreaterThan(0);
  const settings = { description: '', domainId: defaultDomain, targetExportPlatforms: [] };
  const project = { name: 'p', classificationType: 'Multiclass' as const, ...settings };
  expect(await createProject(pool, project, tiers.S0)).toMatchObject({ name: 'p' });
  await new Promise<void>((done) => {
    const waiting = async () => ['piece'];
    const background = createBackgroundWork({
      ...{ pool, log: testLog, name: 'a kind of work', waiting },
      run: async () => done(),
    });
    onTestFinished(() => background.close());
  });
});

it('an analyst takes none of the locks, and a worker takes the dispatchers’', async () => {
  const database = await createTestDatabase();
  const analyst = await connect(await createLogin(database, 'honeyburst_analyst'));
  const worker = await connect(await createLogin(database, 'honeyburst_worker'));
  const lock = (table: string) => `BEGIN; LOCK TABLE ${table} IN SHARE UPDATE EXCLUSIVE MODE`;
  for (const table of ['honeyburst.dispatch_lock', 'honeyburst.migration_lock', 'honeyburst.taxonomy']) {
    await expect(analyst.query(lock(table)), table).rejects.toMatchObject({ code: '42501' });
    await analyst.query('ROLLBACK');
  }
  await expect(analyst.query('SELECT honeyburst.try_dispatch_lock()')).rejects.toMatchObject({
    code: '42501',
  });
  await expect(worker.query(lock('honeyburst.migration_lock'))).rejects.toMatchObject({ code: '42501' });
  await worker.query('ROLLBACK');
  expect((await worker.query('SELECT honeyburst.try_dispatch_lock() AS locked')).rows).toEqual([
    { locked: true },
  ]);
});

it('a dispatcher that goes without its lock says who holds it, and dispatches once it is free', async () => {
  const { pool, url } = await createTestDatabase();
  await insertWork(pool);
  const holder = await connect(url);
  await holder.query('BEGIN; SELECT honeyburst.try_dispatch_lock()');
  const { lines, log } = createKept();
  const queue = createTestQueue();
  const stop = new AbortController();
  const options = { pool, queue, depth: 100, log, idleMs: 5, lockPatienceMs: 30 };
  const running = runDispatcher(options, stop.signal);
  await expect.poll(() => lines.length).toBeGreaterThan(1);
  expect(queue.added).toEqual([]);
  const { rows } = await holder.query('SELECT pg_backend_pid() AS pid, current_user AS user');
  expect(lines[0]!.holders).toEqual([{ ...rows[0], application: 'spreadsheet' }]);
  expect(lines[0]!.msg).toContain(`spreadsheet), process ${rows[0].pid}`);
  await holder.query('COMMIT');
  await expect.poll(() => queue.added.length).toBe(1);
  stop.abort();
  await running;
});

it('whoever waits for a lock says who holds it, also an analyst whose open transaction stops a migration', async () => {
  const database = await createTestDatabase();
  const { pool } = database;
  const analyst = await connect(await createLogin(database, 'honeyburst_analyst'));
  await analyst.query('BEGIN; SELECT * FROM analytics.decision');
  const { lines, log } = createKept();
  const changed = withTransaction(pool, (client) =>
    watchBlocked({ client, observer: pool, log, what: 'a table', everyMs: 20 }, () =>
      client.query('ALTER TABLE honeyburst.review ADD COLUMN more text'),
    ),
  );
  await expect.poll(() => lines.length).toBeGreaterThan(0);
  const { rows } = await analyst.query('SELECT pg_backend_pid() AS pid, session_user AS user');
  expect(lines[0]!.holders).toEqual([{ ...rows[0], application: 'spreadsheet' }]);
  await analyst.query('COMMIT');
  await changed;
});
