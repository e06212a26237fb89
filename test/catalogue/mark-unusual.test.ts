import { describe, expect, it } from 'vitest';
import { findUnusual, markUnusual } from '../../src/catalogue/mark-unusual.js';
import { upsertListings } from '../../src/listing/store.js';
import { loadBuiltInTaxonomy } from '../../src/taxonomy/built-in.js';
import { sampleListing } from '../listing/sample-listing.js';
import { createReviewDatabase } from '../review/pending.js';

const builtIn = await loadBuiltInTaxonomy();
const count = (line: string | null, finish: string, listings: number, maker = 'Gibson') => {
  return { maker, line, decade: null, finish, listings };
};
const found = (...counts: ReturnType<typeof count>[]) => findUnusual(counts, builtIn);

describe('findUnusual', () => {
  it('finds what the maker does not offer and the line hardly ever has', () => {
    expect(found(count('SG', 'cherry', 400), count('SG', 'fiesta-red', 2))).toEqual([
      { maker: 'Gibson', line: 'SG', finish: 'fiesta-red', share: 1 / 401 },
    ]);
    expect(found(count('SG', 'cherry', 400), count('SG', 'fiesta-red', 9))).toEqual([]);
  });

  it('leaves alone what another line of the maker has, or what few listings tell', () => {
    const counts = [count('SG', 'cherry', 2000), count('SG', 'black', 1)];
    const blackElsewhere = count('Stratocaster', 'black', 100, 'Fender');
    expect(found(...counts, blackElsewhere)).toMatchObject([{ finish: 'black', share: 0 }]);
    expect(found(...counts, blackElsewhere, count('Explorer', 'black', 20))).toEqual([]);
    expect(found(count('SG', 'cherry', 90), count('SG', 'fiesta-red', 1))).toEqual([]);
  });

  it("takes a name that is rare everywhere, or known to be the maker's, for no error", () => {
    const counts = [count('SG', 'cherry', 2000), count('Stratocaster', '3-color-sunburst', 2000, 'Fender')];
    expect(found(...counts, count('SG', 'black', 1))).toEqual([]);
    const pelham = count('Stratocaster', 'pelham-blue', 100, 'Fender');
    expect(found(...counts, pelham, count('SG', 'pelham-blue', 1))).toEqual([]);
  });

  it('does not say what a maker offers of whom the taxonomy hardly lists finishes', () => {
    const red = count('Corona', 'fiesta-red', 2, 'Cort');
    expect(found(count('Corona', 'cherry', 400, 'Cort'), red)).toEqual([]);
  });

  it('says nothing of guitars without a maker or a line', () => {
    const all = count(null, 'cherry', 2000);
    expect(found(all, count(null, 'fiesta-red', 1))).toEqual([]);
  });
});

it('marks and unmarks listings as the catalogue grows', async () => {
  const { pool, taxonomy } = await createReviewDatabase();
  const add = (name: string, listings: number, finish: string) => {
    const words = { make: 'Gibson', model: 'SG', finish };
    return upsertListings(
      pool,
      taxonomy,
      Array.from({ length: listings }, (_, n) => sampleListing({ externalId: `${name}-${n}`, ...words })),
    );
  };
  const reasons = async () => {
    const { rows } = await pool.query(
      `SELECT l.external_id, f.reason FROM honeyburst.finding f JOIN honeyburst.listing l ON l.id = f.listing_id`,
    );
    return rows;
  };
  await add('cherry', 150, 'Cherry');
  await add('odd', 1, 'Fiesta Red');
  expect(await markUnusual(pool, taxonomy)).toBe(1);
  expect(await reasons()).toEqual([{ external_id: 'odd-0', reason: 'unusual_for_model' }]);
  await add('odd', 1, 'Cherry');
  expect(await reasons()).toEqual([]);
  await add('red', 1, 'Fiesta Red');
  expect(await markUnusual(pool, taxonomy)).toBe(1);
  await add('more', 10, 'Fiesta Red');
  expect(await markUnusual(pool, taxonomy)).toBe(0);
  expect(await reasons()).toEqual([]);
});
