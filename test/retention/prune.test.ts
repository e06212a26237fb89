import { describe, expect, it } from 'vitest';
import { migrate } from '../../src/database/migrate.js';
import type { Pool } from '../../src/database/pool.js';
import { enqueueFindings } from '../../src/enrichment/producer.js';
import { prune } from '../../src/retention/prune.js';
import { createSeededDatabase } from '../analytics/seed.js';
import { insertListing, insertModel } from '../enrichment/catalogue.js';
import { createTestDatabase, testLog } from '../support/database.js';
import { createFirstRelease } from '../upgrade/first-release.js';
import { ids, work } from './work.js';

const old = { olderThanDays: 90 };

async function createDatabase(): Promise<Pool> {
  const { pool } = await createTestDatabase();
  await insertModel(pool);
  await insertModel(pool, 'former');
  await pool.query("UPDATE honeyburst.model SET live = true WHERE name = 'colour'");
  return pool;
}

describe('prune', () => {
  it('deletes work on former states of a listing, and keeps what says that it is done, be it ever so old', async () => {
    const pool = await createDatabase();
    const listing = await insertListing(pool);
    const kept = [
      await work(pool, listing, { status: 'pending' }),
      await work(pool, listing, { former: true, days: 10 }),
      await work(pool, listing, { former: true, state: 'pending' }),
      await work(pool, listing, { former: true, status: 'accepted' }),
      // Of another model: for the present state it is done too.
      await work(pool, listing, { model: 'former', status: 'superseded' }),
    ];
    await work(pool, listing, { former: true, status: 'superseded' });
    await work(pool, listing, { former: true, state: 'failed' });
    const dry = await prune(pool, { ...old, dryRun: true, pageSize: 2 });
    expect(await ids(pool, 'enrichment')).toHaveLength(7);
    const done = await prune(pool, { ...old, pageSize: 2 });
    expect(done.rows).toEqual(dry.rows);
    expect(done.rows).toMatchObject({ enrichment: 2, suggestion: 1, prediction: 3 + 1 });
    expect(await ids(pool, 'enrichment')).toEqual(kept);
    expect((await prune(pool, old)).rows).toMatchObject({ enrichment: 0, suggestion: 0, prediction: 0 });
  });

  it('deletes scores of models that are not live and of listings off sale, and keeps those that an audit asks for', async () => {
    const pool = await createDatabase();
    const [onSale, ended] = [await insertListing(pool), await insertListing(pool, { state: 'ended' })];
    const live = await work(pool, onSale);
    const former = await work(pool, onSale, { model: 'former' });
    const offSale = await work(pool, ended);
    expect((await prune(pool, { ...old, keep: ['predictions'] })).rows).not.toHaveProperty(
      'listing_photo',
      1,
    );
    expect(await ids(pool, 'prediction')).toHaveLength(3);
    await prune(pool, old);
    expect(await ids(pool, 'prediction', 'enrichment_id')).toEqual([live]);
    expect(await ids(pool, 'enrichment')).toEqual([live, former, offSale]);
  });

  it('deletes listings that the marketplace took away, unless somebody decided on them or their work is open', async () => {
    const pool = await createDatabase();
    const gone = await insertListing(pool, { state: 'deleted' });
    const open = await insertListing(pool, { state: 'deleted' });
    const ended = await insertListing(pool, { state: 'ended' });
    const decided = await insertListing(pool, { state: 'deleted' });
    const lately = await insertListing(pool, { state: 'deleted' });
    await work(pool, gone, { status: 'pending' });
    await work(pool, open, { state: 'dispatched' });
    await work(pool, decided, { status: 'rejected' });
    await pool.query(`INSERT INTO honeyburst.review (suggestion_id, reviewer, decision, revision)
                      SELECT id, 'ann', 'rejected', 1 FROM honeyburst.suggestion WHERE listing_id = ${decided}`);
    await pool.query(
      `UPDATE honeyburst.listing SET updated_at = now() - interval '91 days' WHERE id <> ${lately}`,
    );
    const { rows } = await prune(pool, old);
    expect(rows).toMatchObject({ listing: 1, listing_photo: 1, enrichment: 1, suggestion: 1, prediction: 1 });
    expect(await ids(pool, 'listing')).toEqual([open, ended, decided, lately]);
    expect(await ids(pool, 'prediction')).toHaveLength(2);
  });

  it('deletes delivered events, kept answers and fresh listings that nobody took', async () => {
    const { pool } = await createSeededDatabase();
    await pool.query(`
      INSERT INTO honeyburst.webhook_delivery (review_id, suggestion_id, state, created_at)
      SELECT id, suggestion_id, (ARRAY['delivered', 'failed', 'pending'])[1 + id % 3], now() - interval '100 days'
        FROM honeyburst.review WHERE id <= 6;
      INSERT INTO custom_vision_client.answer (iteration_id, sha256, probabilities, answered_at)
      SELECT gen_random_uuid(), sha256(n::text::bytea), '{}', now() - n * interval '1 day' FROM generate_series(1, 200) n;
      INSERT INTO honeyburst.fresh_listing (listing_id, created_at)
      SELECT id, now() - n * interval '50 days' FROM honeyburst.listing, generate_series(1, 2) n`);
    const { rows } = await prune(pool, { ...old, pageSize: 7 });
    expect(rows).toMatchObject({ webhook_delivery: 4, custom_vision_answer: 111, fresh_listing: 9 });
    const { rows: left } = await pool.query('SELECT state FROM honeyburst.webhook_delivery');
    expect(left).toEqual([{ state: 'pending' }, { state: 'pending' }]);
  });

  it('leaves reviews, precision, calibration and agreement as they were, and a backfill finds nothing to do again', async () => {
    const { pool } = await createSeededDatabase();
    // All of it is old, and its model no longer live.
    await pool.query(`
      UPDATE honeyburst.enrichment SET finished_at = finished_at - interval '1 year' WHERE finished_at IS NOT NULL;
      UPDATE honeyburst.prediction SET created_at = created_at - interval '1 year';
      UPDATE honeyburst.model SET live = false`);
    await insertModel(pool, 'next');
    await pool.query("UPDATE honeyburst.model SET live = true WHERE name = 'next'");
    const views = [
      'decision',
      'precision_by_model',
      'precision_by_finish',
      'calibration',
      'reviewer',
      'reviewed_photo',
      'photo_agreement',
      'pending_suggestion',
      'finish_coverage',
      'suspicious_listing',
      'coverage_daily',
    ];
    const read = async () =>
      Promise.all(
        views.map(
          async (view) => (await pool.query(`SELECT * FROM analytics.${view} v ORDER BY v::text`)).rows,
        ),
      );
    const count = async () =>
      (await pool.query('SELECT count(*)::int AS reviews FROM honeyburst.review')).rows[0].reviews;
    const before = [await read(), await count()];
    const { rows } = await prune(pool, old);
    expect(rows).toMatchObject({ enrichment: 0, suggestion: 0, prediction: 1 });
    expect([await read(), await count()]).toEqual(before);
    for (const model of ['colour', 'next']) {
      const backfill = await enqueueFindings(pool, { model, priority: 10 });
      expect({ model, added: backfill.added > 0 }).toEqual({ model, added: model === 'next' });
    }
  });

  it('on a database of the first release, twice at once and beside a writer that holds a row, loses nothing it should keep', async () => {
    const { pool } = await createFirstRelease();
    await migrate(pool, testLog);
    const holder = await pool.connect();
    await holder.query('BEGIN');
    const { rows: held } = await holder.query<{ id: number }>(
      `SELECT e.id FROM honeyburst.enrichment e JOIN honeyburst.listing l ON l.id = e.listing_id
        WHERE e.content_hash <> l.content_hash FOR UPDATE OF e`,
    );
    expect(held).toHaveLength(1);
    const both = await Promise.all([prune(pool, old), prune(pool, old)]);
    expect(both.reduce((sum, { rows }) => sum + rows.listing!, 0)).toBe(1);
    expect(await ids(pool, 'enrichment')).toContain(held[0]!.id);
    await holder.query('COMMIT');
    holder.release();
    expect((await prune(pool, old)).rows).toMatchObject({ enrichment: 1, suggestion: 1 });
    expect((await pool.query('SELECT count(*)::int AS n FROM honeyburst.review')).rows).toEqual([{ n: 5 }]);
  });
});
