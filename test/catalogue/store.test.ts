import { expect, it } from 'vitest';
import { keepCatalogue, readCounts } from '../../src/catalogue/store.js';
import type { Pool } from '../../src/database/pool.js';
import type { Listing } from '../../src/listing/listing.js';
import { resolveListings } from '../../src/listing/resolve.js';
import { upsertListings } from '../../src/listing/store.js';
import { reviewSuggestion } from '../../src/review/decide.js';
import { sampleListing } from '../listing/sample-listing.js';
import { createReviewDatabase, emptyEvidence, plain, suggest } from '../review/pending.js';

const explorer = { make: 'Gibson', model: 'Explorer', year: '1976' };
const white = { ...explorer, finish: 'Classic White' };

/** So many listings with these words. */
function many(count: number, name: string, words: Partial<Listing>): Listing[] {
  return Array.from({ length: count }, (_, n) => sampleListing({ externalId: `${name}-${n}`, ...words }));
}

async function idOf(pool: Pool, externalId: string): Promise<number> {
  const { rows } = await pool.query('SELECT id FROM honeyburst.listing WHERE external_id = $1', [externalId]);
  return rows[0].id;
}

it('counts by maker, line and decade; what is too rare counts for the level above', async () => {
  const { pool, taxonomy } = await createReviewDatabase();
  await upsertListings(pool, taxonomy, [
    ...many(11, 'white', white),
    ...many(3, 'later', { ...white, year: '1984' }),
    ...many(4, 'moderne', { ...white, model: 'Moderne' }),
    ...many(2, 'none', { ...explorer, finish: null }),
  ]);
  const counts = (await readCounts(pool)).toSorted((a, b) => b.listings - a.listings);
  const finish = 'classic-white';
  expect(counts).toEqual([
    { maker: 'Gibson', line: 'Explorer', decade: 1970, finish, listings: 11 },
    { maker: 'Gibson', line: null, decade: null, finish, listings: 4 },
    { maker: 'Gibson', line: 'Explorer', decade: null, finish, listings: 3 },
  ]);
});

it('follows what happens to a listing: sold ones teach, deleted, changed and contradicted ones do not', async () => {
  const { pool, taxonomy } = await createReviewDatabase();
  await upsertListings(pool, taxonomy, many(6, 'one', white));
  const count = async () => (await readCounts(pool)).reduce((sum, { listings }) => sum + listings, 0);
  const change = async (n: number, words: Partial<Listing>) => {
    await upsertListings(pool, taxonomy, [sampleListing({ externalId: `one-${n}`, ...white, ...words })]);
    return count();
  };
  expect(await count()).toBe(6);
  expect(await change(0, { state: 'ended' })).toBe(6);
  expect(await change(1, { state: 'deleted' })).toBe(5);
  expect(await change(2, { title: 'Gibson Explorer Ebony' })).toBe(4);
  expect(await change(3, { finish: 'see photos' })).toBe(3);
  const listingId = await idOf(pool, 'one-4');
  const { id } = await suggest(pool, { listingId, reasons: ['contradicts_photo'] });
  expect(await count()).toBe(2);
  await reviewSuggestion(pool, { reviewer: 'ann', id, revision: 0, decision: 'rejected' }, plain);
  expect(await count()).toBe(3);
});

it('does not learn from what reviewers wrote, in our database or in the marketplace', async () => {
  const { pool, taxonomy } = await createReviewDatabase();
  await upsertListings(pool, taxonomy, many(2, 'empty', { ...explorer, finish: null }));
  for (const name of ['empty-0', 'empty-1']) {
    const listingId = await idOf(pool, name);
    const { id } = await suggest(pool, { listingId, evidence: emptyEvidence });
    const settings = { ...plain, writeBack: name === 'empty-0' };
    await reviewSuggestion(pool, { reviewer: 'ann', id, revision: 0, decision: 'accepted' }, settings);
  }
  await upsertListings(pool, taxonomy, [
    sampleListing({ externalId: 'empty-1', ...explorer, finish: 'Fiesta Red' }),
  ]);
  await resolveListings(pool, taxonomy);
  const { rows } = await pool.query('SELECT finish_slug FROM honeyburst.listing ORDER BY external_id');
  expect(rows).toEqual([{ finish_slug: 'fiesta-red' }, { finish_slug: 'fiesta-red' }]);
  expect(await readCounts(pool)).toEqual([]);
});

it('keeps a snapshot, and counts again behind the back of those who ask', async () => {
  const { pool, taxonomy } = await createReviewDatabase();
  const old = keepCatalogue(pool, taxonomy);
  const fresh = keepCatalogue(pool, taxonomy, { maxAgeMs: 0 });
  expect([(await old()).listings, (await fresh()).listings]).toEqual([0, 0]);
  await upsertListings(pool, taxonomy, many(5, 'white', white));
  await expect.poll(async () => (await fresh()).listings).toBe(5);
  expect((await old()).listings).toBe(0);
});

it('keeps the last counts while the database is away', async () => {
  const { pool, taxonomy } = await createReviewDatabase();
  await upsertListings(pool, taxonomy, many(5, 'white', white));
  const errors: unknown[] = [];
  let away = false;
  const query = (...given: Parameters<Pool['query']>) =>
    away ? Promise.reject(new Error('away')) : pool.query(...given);
  const catalogue = keepCatalogue({ query } as Pool, taxonomy, {
    maxAgeMs: 0,
    onError: (error) => errors.push(error),
  });
  expect((await catalogue()).listings).toBe(5);
  away = true;
  await expect.poll(async () => [(await catalogue()).listings, errors.length > 0]).toEqual([5, true]);
});
