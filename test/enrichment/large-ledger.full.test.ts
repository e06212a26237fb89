import { expect, it } from 'vitest';
import { type Queryable, withTransaction } from '../../src/database/pool.js';
import { lastPending } from '../../src/enrichment/dispatch.js';
import { listEnrichments } from '../../src/enrichment/list.js';
import { enqueueFindings } from '../../src/enrichment/producer.js';
import { hasOpenRows } from '../../src/enrichment/worker.js';
import { createTestDatabase } from '../support/database.js';
import { insertModel } from './catalogue.js';

it('looks for open rows in the indexes, though by its statistics nearly every row were open', async () => {
  const { pool } = await createTestDatabase();
  await insertModel(pool);
  await pool.query(
    `INSERT INTO honeyburst.listing (external_id, resolved_taxonomy, finish_match)
     SELECT 'large-' || i, 1, 'missing' FROM generate_series(1, 5000) i`,
  );
  await enqueueFindings(pool, { model: 'colour', priority: 10 });
  await pool.query('ALTER TABLE honeyburst.enrichment SET (autovacuum_enabled = false)');
  await pool.query('ANALYZE honeyburst.enrichment');
  await pool.query(`UPDATE honeyburst.enrichment SET state = 'done'`);

  const scans = (work: (db: Queryable) => Promise<unknown>) =>
    withTransaction(pool, async (client) => {
      // Servers of tests count nothing unless they are asked to.
      await client.query('SET LOCAL track_counts = on');
      const before = await countScans(client);
      await work(client);
      return (await countScans(client)) - before;
    });
  expect(await scans(async (db) => expect(await hasOpenRows(db)).toBe(false))).toBe(0);
  expect(await scans((db) => db.query(lastPending))).toBe(0);
  expect(await scans((db) => listEnrichments(db, { state: 'skipped', limit: 10 }))).toBe(0);
  expect(await scans((db) => listEnrichments(db, { code: 'photo_timeout', limit: 10 }))).toBe(0);
});

/** How often this session has read the ledger from end to end lately. */
async function countScans(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ scans: number }>(
    `SELECT pg_stat_get_xact_numscans('honeyburst.enrichment'::regclass) AS scans`,
  );
  return rows[0]!.scans;
}
