import { expect, test } from 'vitest';
import type { Pool } from '../../src/database/pool.js';
import type { Listing } from '../../src/listing/listing.js';
import { markDeleted, upsertListings } from '../../src/listing/store.js';
import { createTestDatabase } from '../support/database.js';
import { builtInTaxonomy } from './built-in-taxonomy.js';
import { sampleListing } from './sample-listing.js';

const taxonomy = builtInTaxonomy(1);

const readState = async (pool: Pool) => {
  const { rows } = await pool.query(
    `SELECT l.*, l.xmin::text, array(SELECT p.url FROM honeyburst.listing_photo p WHERE p.listing_id = l.id ORDER BY p.position) AS photos
       FROM honeyburst.listing l ORDER BY external_id`,
  );
  return rows;
};

const strat = sampleListing({
  externalId: 'strat',
  make: 'Fender',
  model: 'Stratocaster',
  title: 'Fender Stratocaster Olympic White 1964',
  finish: 'Fiesta Red',
  url: 'https://shop.test/1',
  photoUrls: ['https://photos.test/1.jpg', 'https://photos.test/2.jpg', 'https://photos.test/3.jpg'],
});

test('a new listing is stored with its photos and its resolved finish', async () => {
  const { pool } = await createTestDatabase();
  expect(await upsertListings(pool, taxonomy, [strat])).toEqual({ inserted: 1, updated: 0, unchanged: 0 });
  expect(await readState(pool)).toMatchObject([
    {
      external_id: 'strat',
      make: 'Fender',
      finish: 'Fiesta Red',
      state: 'live',
      resolved_taxonomy: 1,
      finish_match: 'exact',
      finish_slug: 'fiesta-red',
      finish_family: 'red',
      text_finish: 'olympic-white',
      text_family: 'white',
      text_phrase: 'Olympic White',
      photos: strat.photoUrls,
    },
  ]);
});

test('the hash of the photos is the one that the database comes to', async () => {
  const { pool } = await createTestDatabase();
  const odd = {
    ...strat,
    externalId: 'odd',
    photoUrls: ['https://photos.test/\u00e9\u{1f3b8}?a=1,2|3', 'http://b.test/'],
  };
  await upsertListings(pool, taxonomy, [strat, odd, sampleListing({ externalId: 'none' })]);
  const { rows } = await pool.query(
    `SELECT l.external_id FROM honeyburst.listing l WHERE photos_hash IS DISTINCT FROM
       (SELECT md5(string_agg(url, E'\\n' ORDER BY position))::uuid FROM honeyburst.listing_photo WHERE listing_id = l.id)`,
  );
  expect(rows).toEqual([]);
});

test('what has not changed is not written', async () => {
  const { pool } = await createTestDatabase();
  const listings = [strat, sampleListing({ externalId: 'bare' })];
  await upsertListings(pool, taxonomy, listings);
  const before = await readState(pool);
  expect(await upsertListings(pool, taxonomy, listings)).toEqual({ inserted: 0, updated: 0, unchanged: 2 });
  expect(await readState(pool)).toEqual(before);
});

test('every change of text or photos gives the listing another content_hash and updated_at', async () => {
  const { pool } = await createTestDatabase();
  const changes: Partial<Listing>[] = [
    { photoUrls: ['https://photos.test/new.jpg', ...strat.photoUrls.slice(1)] },
    { photoUrls: strat.photoUrls.toReversed() },
    { photoUrls: strat.photoUrls.slice(0, 1) },
    { photoUrls: [...strat.photoUrls, 'https://photos.test/4.jpg'] },
    { photoUrls: [] },
    { title: 'Fender Stratocaster' },
    { finish: 'Candy Apple Red' },
    { finish: null },
  ];
  const original = changes.map((_, n) => ({ ...strat, externalId: String(n) }));
  const changed = original.map((listing, n) => ({ ...listing, ...changes[n] }));
  await upsertListings(pool, taxonomy, original);
  const before = await readState(pool);
  expect(await upsertListings(pool, taxonomy, changed)).toEqual({
    inserted: 0,
    updated: changes.length,
    unchanged: 0,
  });
  for (const [n, after] of (await readState(pool)).entries()) {
    const { photoUrls, externalId, ...content } = changed[n] ?? strat;
    expect(after).toMatchObject({ ...content, photos: photoUrls, resolved_taxonomy: 1, id: before[n].id });
    expect(after.content_hash).not.toBe(before[n].content_hash);
    expect(after.updated_at.getTime()).toBeGreaterThan(before[n].updated_at.getTime());
  }
});

test('a change of state is stored and leaves the content_hash', async () => {
  const { pool } = await createTestDatabase();
  await upsertListings(pool, taxonomy, [strat]);
  const [before] = await readState(pool);
  await upsertListings(pool, taxonomy, [{ ...strat, state: 'ended' }]);
  const [after] = await readState(pool);
  expect(after.state).toBe('ended');
  expect(after.content_hash).toBe(before.content_hash);
});

test('changed words come with their new resolution', async () => {
  const { pool } = await createTestDatabase();
  await upsertListings(pool, taxonomy, [strat]);
  await upsertListings(pool, taxonomy, [{ ...strat, finish: 'sunburst', title: 'Strat' }]);
  expect(await readState(pool)).toMatchObject([
    {
      finish_match: 'vague',
      finish_slug: null,
      finish_family: 'sunburst',
      text_finish: null,
      resolved_taxonomy: 1,
    },
  ]);
});

test('of several listings with one external_id the last wins', async () => {
  const { pool } = await createTestDatabase();
  const counts = await upsertListings(pool, taxonomy, [strat, { ...strat, title: 'last', photoUrls: [] }]);
  expect(counts).toEqual({ inserted: 1, updated: 0, unchanged: 1 });
  expect(await readState(pool)).toMatchObject([{ title: 'last', photos: [] }]);
});

test('more listings than one batch holds are all stored', async () => {
  const { pool } = await createTestDatabase();
  const listings = Array.from({ length: 1203 }, (_, n) =>
    sampleListing({ externalId: `n${n}`, title: `title ${n}` }),
  );
  expect(await upsertListings(pool, taxonomy, listings)).toEqual({
    inserted: 1203,
    updated: 0,
    unchanged: 0,
  });
  expect(await upsertListings(pool, taxonomy, listings)).toEqual({
    inserted: 0,
    updated: 0,
    unchanged: 1203,
  });
});

test('hostile strings come back as they went in', async () => {
  const { pool } = await createTestDatabase();
  const text = `'; DROP TABLE honeyburst.listing; -- \\N \\u0000 $1 {"a"} "><img onerror=alert(1)> \u2028\u{1f3b8} \u0001\ufffd`;
  const hostile = sampleListing({
    externalId: text,
    make: text,
    title: text,
    description: text,
    finish: text,
  });
  await upsertListings(pool, taxonomy, [hostile]);
  expect(await readState(pool)).toMatchObject([
    { external_id: text, make: text, title: text, description: text, finish: text },
  ]);
});

test('imports of the same listings at the same time leave one of their versions, whole', async () => {
  const { pool } = await createTestDatabase();
  const versions = Array.from({ length: 8 }, (_, version) =>
    Array.from({ length: 300 }, (_, n) => {
      const photoUrls = Array.from(
        { length: 1 + ((version + n) % 5) },
        (_, p) => `https://photos.test/${version}/${p}`,
      );
      return sampleListing({ externalId: `n${n}`, title: `version ${version}`, photoUrls });
    }),
  );
  // In another order each, so that only the store can keep them from waiting for each other in a circle.
  const counts = await Promise.all(
    versions.map((listings, n) =>
      upsertListings(pool, taxonomy, n % 2 === 0 ? listings : listings.toReversed()),
    ),
  );
  expect(counts.reduce((sum, { inserted }) => sum + inserted, 0)).toBe(300);
  const state = await readState(pool);
  expect(state).toHaveLength(300);
  for (const row of state) {
    const version = Number(row.title.split(' ')[1]);
    const stored = versions[version]?.find((listing) => listing.externalId === row.external_id);
    expect(row.photos).toEqual(stored?.photoUrls);
  }
  const winner = versions[3] ?? [];
  await upsertListings(pool, taxonomy, winner);
  expect(await upsertListings(pool, taxonomy, winner)).toEqual({ inserted: 0, updated: 0, unchanged: 300 });
});

test('listings are marked as deleted once, and come back with the next import', async () => {
  const { pool } = await createTestDatabase();
  await upsertListings(pool, taxonomy, [strat, sampleListing({ externalId: 'other' })]);
  expect(await markDeleted(pool, ['strat', 'unknown'])).toBe(1);
  expect(await markDeleted(pool, ['strat'])).toBe(0);
  expect((await readState(pool)).map((row) => row.state)).toEqual(['live', 'deleted']);
  expect(await upsertListings(pool, taxonomy, [strat])).toMatchObject({ updated: 1 });
  expect((await readState(pool)).map((row) => row.state)).toEqual(['live', 'live']);
});
