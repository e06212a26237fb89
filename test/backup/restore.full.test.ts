import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrate } from '../../src/database/migrate.js';
import type { Pool } from '../../src/database/pool.js';
import { syncTaxonomy } from '../../src/taxonomy/store.js';
import { insertListing, insertModel, photo } from '../enrichment/catalogue.js';
import { createPipeline } from '../enrichment/pipeline.js';
import { backends } from '../queue/backends.js';
import { testLog } from '../support/database.js';
import { makeFolder } from '../support/folder.js';
import { createSystemDatabase, findSystemPostgres, run } from '../support/system-postgres.js';

const found = await findSystemPostgres();
const missing = 'missing' in found ? found.missing : undefined;
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
      const before = await createSystemDatabase();
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

      const after = await createSystemDatabase();
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
