import { describe, expect, it } from 'vitest';
import type { Pool } from '../../src/database/pool.js';
import { enqueueFindings, priorities } from '../../src/enrichment/producer.js';
import { createTestDatabase } from '../support/database.js';
import { addPhotos, insertListing, insertModel, readLedger } from './catalogue.js';

const backfill = { model: 'colour', priority: priorities.backfill };
const right = { match: 'exact', slug: 'fiesta-red', family: 'red', finish: 'Fiesta Red' } as const;
const wrong = { ...right, textFinish: 'lake-placid-blue', textFamily: 'blue' };

async function setUp(): Promise<Pool> {
  const { pool } = await createTestDatabase();
  await insertModel(pool);
  return pool;
}

describe('enqueueFindings', () => {
  it('puts every listing with a finding on the ledger, with all its reasons', async () => {
    const pool = await setUp();
    const missing = await insertListing(pool);
    const vague = await insertListing(pool, { ...wrong, match: 'vague', slug: null });
    await insertListing(pool, right);
    await insertListing(pool, { state: 'ended' });

    const result = await enqueueFindings(pool, backfill);
    expect(result).toEqual({
      examined: 4,
      added: 2,
      known: 0,
      byReason: { missing: 1, vague: 1, contradicts_text: 1 },
    });
    const rows = await readLedger(pool);
    expect(rows.map((row) => [row.listing_id, row.reasons.sort(), row.state, row.priority])).toEqual([
      [missing, ['missing'], 'pending', 10],
      [vague, ['contradicts_text', 'vague'], 'pending', 10],
    ]);
  });

  it('tells in a dry run what it would do, and does nothing', async () => {
    const pool = await setUp();
    await insertListing(pool);
    await enqueueFindings(pool, backfill);
    await insertListing(pool, wrong);
    const dry = await enqueueFindings(pool, { ...backfill, dryRun: true });
    expect(dry).toEqual({ examined: 2, added: 1, known: 1, byReason: { contradicts_text: 1 } });
    expect(await readLedger(pool)).toHaveLength(1);
    expect(await enqueueFindings(pool, backfill)).toEqual(dry);
  });

  it('does not pick a listing again unless it changed or another model is to see it', async () => {
    const pool = await setUp();
    await insertModel(pool, 'other');
    const id = await insertListing(pool);
    expect((await enqueueFindings(pool, backfill)).added).toBe(1);
    expect((await enqueueFindings(pool, backfill)).added).toBe(0);
    expect((await enqueueFindings(pool, { ...backfill, model: 'other' })).added).toBe(1);
    await addPhotos(pool, id, ['http://photos.test/2.jpg']);
    expect((await enqueueFindings(pool, backfill)).added).toBe(1);
  });

  it('keeps to the reasons, the listings and the number that it is given', async () => {
    const pool = await setUp();
    const ids = [];
    for (let i = 0; i < 6; i++) ids.push(await insertListing(pool, i % 2 === 0 ? {} : wrong));
    const page = { ...backfill, pageSize: 2 };
    expect((await enqueueFindings(pool, { ...page, listingIds: [ids[5]!, ids[0]!] })).added).toBe(2);
    expect((await enqueueFindings(pool, { ...page, reasons: ['missing'], limit: 1 })).added).toBe(1);
    const rows = await readLedger(pool);
    expect(rows.map((row) => row.listing_id)).toEqual([ids[0], ids[5], ids[2]]);
    expect((await enqueueFindings(pool, { ...page, reasons: ['missing'] })).byReason).toEqual({ missing: 1 });
  });

  it('also picks listings that look right when their photos are to be checked', async () => {
    const pool = await setUp();
    await insertListing(pool);
    await insertListing(pool, right);
    await insertListing(pool, { ...right, state: 'deleted' });
    const result = await enqueueFindings(pool, { ...backfill, check: true });
    expect(result.byReason).toEqual({ missing: 1, unchecked: 1 });
  });

  it('may run several times at once, in pages', async () => {
    const pool = await setUp();
    for (let i = 0; i < 60; i++) await insertListing(pool);
    const runs = await Promise.all([1, 2, 3].map(() => enqueueFindings(pool, { ...backfill, pageSize: 7 })));
    expect(runs.reduce((sum, run) => sum + run.added, 0)).toBe(60);
    expect(await readLedger(pool)).toHaveLength(60);
  });

  it('leaves listings alone that are still to be resolved', async () => {
    const pool = await setUp();
    await insertListing(pool);
    await pool.query('UPDATE honeyburst.listing SET resolved_taxonomy = NULL');
    expect((await enqueueFindings(pool, { ...backfill, check: true })).added).toBe(0);
  });
});
