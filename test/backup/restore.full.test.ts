import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrate } from '../../src/database/migrate.js';
import { createPool, type Pool } from '../../src/database/pool.js';
import { syncTaxonomy } from '../../src/taxonomy/store.js';
import { insertListing, insertModel, photo } from '../enrichment/catalogue.js';
import { createPipeline } from '../enrichment/pipeline.js';
import { backends } from '../queue/backends.js';
import { testLog } from '../support/database.js';
import { makeFolder } from '../support/folder.js';

const run = promisify(execFile);
/** Of this system, as pg_dump refuses a server that is newer than itself and the embedded one is the newest. */
const systemServer = process.env.BACKUP_TEST_URL ?? 'postgresql://postgres@127.0.0.1:5432/postgres';
const missing = await whatIsMissing();
if (missing) process.stderr.write(`Backup by pg_dump is not tested: ${missing}.\n`);

describe.skipIf(missing)('a dump that is taken while workers work', () => {
  it.each([
    ['all of it', [], backends.at(-1)!],
    ['without the queue', ['--exclude-schema=bullmq'], backends[0]!],
  ])(
    '%s, restored into a new database with an empty queue, is worked off: nothing is lost or doubled',
    async (_, options, backend) => {
      const { folder, remove } = await makeFolder();
      onTestFinished(remove);
      const before = await createDatabase();
      await migrate(before.pool, testLog);
      await syncTaxonomy(before.pool);
      await insertModel(before.pool);
      const photos = { '/red.jpg': await photo('fiesta-red'), '/blue.jpg': await photo('lake-placid-blue') };
      const pipeline = await createPipeline(backend, { database: before, photos, concurrency: 2, depth: 10 });
      const urls = Object.keys(photos).map((path) => pipeline.server.url + path);
      for (let n = 0; n < 60; n++) await insertListing(before.pool, { photos: [urls[n % 2]!] });
      await pipeline.backfill();
      const stop = new AbortController();
      const working = pipeline.drain({ signal: stop.signal });
      await expect.poll(() => count(before.pool, "state = 'done'"), { interval: 5 }).toBeGreaterThan(3);
      const dump = join(folder, 'honeyburst.dump');
      await run('pg_dump', ['--format=custom', '--no-owner', ...options, '--file', dump, before.url]);
      stop.abort();
      await working;

      const after = await createDatabase();
      await run('pg_restore', ['--exit-on-error', '--no-owner', '--dbname', after.url, dump]);
      await migrate(after.pool, testLog);
      const open = await count(after.pool, "state IN ('pending', 'dispatched')");
      const closed = (await ledger(after.pool)).filter(({ state }) => state === 'done');
      expect(open).toBeGreaterThan(0);
      expect(open + closed.length).toBe(60);
      const limits = { allowHosts: [pipeline.server.host] };
      const restored = await createPipeline(backend, { database: after, limits, concurrency: 2 });
      await restored.loseJobs();
      await restored.backfill();
      await restored.drain();

      const rows = await ledger(after.pool);
      expect(rows).toHaveLength(60);
      expect(
        rows.every((row) => row.state === 'done' && row.suggestions === 1 && row.predictions === 1),
      ).toBe(true);
      expect(rows.filter(({ id }) => closed.some((row) => row.id === id))).toEqual(closed);
    },
  );
});

async function ledger(pool: Pool) {
  const { rows } = await pool.query<{ id: number; state: string; suggestions: number; predictions: number }>(
    `SELECT id, state, finished_at, (SELECT count(*) FROM honeyburst.suggestion s WHERE s.enrichment_id = e.id) AS suggestions,
            (SELECT count(*) FROM honeyburst.prediction p WHERE p.enrichment_id = e.id) AS predictions
       FROM honeyburst.enrichment e ORDER BY id`,
  );
  return rows;
}

async function count(pool: Pool, condition: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*) FROM honeyburst.enrichment WHERE ${condition}`,
  );
  return rows[0]!.count;
}

/** An empty database on the system's server, dropped when the test ends. */
async function createDatabase(): Promise<{ url: string; pool: Pool }> {
  const name = `honeyburst_test_${randomBytes(6).toString('hex')}`;
  await execute(`CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(systemServer);
  url.pathname = `/${name}`;
  const pool = createPool(url.href, { size: 5, log: testLog });
  onTestFinished(async () => {
    await pool.end();
    await execute(`DROP DATABASE ${name} WITH (FORCE)`);
  });
  return { url: url.href, pool };
}

async function execute(sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: systemServer, connectionTimeoutMillis: 2000 });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

async function whatIsMissing(): Promise<string | undefined> {
  try {
    const { stdout } = await run('pg_dump', ['--version']);
    const tool = Number(/(\d+)/.exec(stdout)?.[1]);
    const { rows } = await execute(
      "SELECT rolsuper, current_setting('server_version_num')::int / 10000 AS version FROM pg_roles WHERE rolname = current_user",
    );
    if (!rows[0].rolsuper)
      return `the login at ${new URL(systemServer).host} may not make roles and databases`;
    if (rows[0].version > tool) return `pg_dump ${tool} is older than the server's ${rows[0].version}`;
    return undefined;
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    return path ? `${path} is not installed` : `no PostgreSQL at ${new URL(systemServer).host} (${code})`;
  }
}
