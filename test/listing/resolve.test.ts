import { expect, test } from 'vitest';
import { resolveListings } from '../../src/listing/resolve.js';
import { upsertListings } from '../../src/listing/store.js';
import { createTestDatabase } from '../support/database.js';
import { builtInTaxonomy } from './built-in-taxonomy.js';
import { sampleListing } from './sample-listing.js';

const insertDirectly = `
  INSERT INTO honeyburst.listing (external_id, title, description, finish)
  SELECT 'd' || n, CASE WHEN n % 2 = 0 THEN 'Strat in Olympic White' END, '<p title="Candy Apple Red">Fiesta&nbsp;Red</p>',
         CASE n % 3 WHEN 0 THEN 'Fiesta Red' WHEN 1 THEN 'red' END
    FROM generate_series(1, 2500) n`;

test('listings written by others are resolved, page by page, and once', async () => {
  const { pool } = await createTestDatabase();
  await pool.query(insertDirectly);
  const pages: number[] = [];
  expect(await resolveListings(pool, builtInTaxonomy(1), { onProgress: (rows) => pages.push(rows) })).toBe(
    2500,
  );
  expect(pages).toEqual([1000, 1000, 500]);
  const { rows } = await pool.query(
    `SELECT finish_match, finish_slug, finish_family, text_finish, text_phrase, count(*) FROM honeyburst.listing
      WHERE resolved_taxonomy = 1 AND updated_at = created_at GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 4`,
  );
  const white = { text_finish: 'olympic-white', text_phrase: 'Olympic White' };
  const red = { text_finish: 'fiesta-red', text_phrase: 'Fiesta Red' };
  const stated = { finish_match: 'exact', finish_slug: 'fiesta-red', finish_family: 'red' };
  const vague = { finish_match: 'vague', finish_slug: null, finish_family: 'red' };
  const missing = { finish_match: 'missing', finish_slug: null, finish_family: null };
  expect(rows).toEqual([
    { ...stated, ...red, count: 417 },
    { ...stated, ...white, count: 416 },
    { ...missing, ...red, count: 416 },
    { ...missing, ...white, count: 417 },
    { ...vague, ...red, count: 417 },
    { ...vague, ...white, count: 417 },
  ]);
  expect(await resolveListings(pool, builtInTaxonomy(1))).toBe(0);
});

test('a listing that others change is resolved again, one that the importer changes is not', async () => {
  const { pool } = await createTestDatabase();
  const taxonomy = builtInTaxonomy(1);
  await upsertListings(pool, taxonomy, [
    sampleListing({ externalId: 'a' }),
    sampleListing({ externalId: 'b' }),
  ]);
  await pool.query(`UPDATE honeyburst.listing SET finish = 'Olympic White' WHERE external_id = 'a'`);
  await upsertListings(pool, taxonomy, [sampleListing({ externalId: 'b', finish: 'Fiesta Red' })]);
  expect(await resolveListings(pool, taxonomy)).toBe(1);
  const { rows } = await pool.query('SELECT finish_slug FROM honeyburst.listing ORDER BY external_id');
  expect(rows).toEqual([{ finish_slug: 'olympic-white' }, { finish_slug: 'fiesta-red' }]);
});

test('a newer taxonomy resolves all anew, an older one leaves them alone', async () => {
  const { pool } = await createTestDatabase();
  await upsertListings(pool, builtInTaxonomy(2), [sampleListing({ externalId: 'a' })]);
  await pool.query(insertDirectly);
  expect(await resolveListings(pool, builtInTaxonomy(1))).toBe(2500);
  expect(await resolveListings(pool, builtInTaxonomy(3))).toBe(2501);
});

test('resolvers and importers at the same time leave nothing unresolved or stale', async () => {
  const { pool } = await createTestDatabase();
  const taxonomy = builtInTaxonomy(1);
  await pool.query(insertDirectly);
  const imported = Array.from({ length: 500 }, (_, n) =>
    sampleListing({ externalId: `d${2500 - n}`, finish: 'Candy Apple Red' }),
  );
  await Promise.all([
    resolveListings(pool, taxonomy),
    upsertListings(pool, taxonomy, imported),
    resolveListings(pool, taxonomy),
    resolveListings(pool, taxonomy),
  ]);
  await resolveListings(pool, taxonomy);
  const { rows } = await pool.query(
    `SELECT count(*) FILTER (WHERE finish_slug = 'candy-apple-red') AS imported,
            count(*) FILTER (WHERE resolved_taxonomy IS NULL) AS unresolved,
            count(*) FILTER (WHERE finish = 'Candy Apple Red' AND finish_slug <> 'candy-apple-red') AS stale
       FROM honeyburst.listing`,
  );
  expect(rows).toEqual([{ imported: 500, unresolved: 0, stale: 0 }]);
});

test('the pages are read through the index', async () => {
  const { pool } = await createTestDatabase();
  await pool.query(insertDirectly);
  await pool.query('ANALYZE honeyburst.listing');
  const { rows } = await pool.query(
    `EXPLAIN SELECT id FROM honeyburst.listing
      WHERE (coalesce(resolved_taxonomy, 0), id) > (0, 1000) AND coalesce(resolved_taxonomy, 0) < 1
      ORDER BY coalesce(resolved_taxonomy, 0), id LIMIT 10`,
  );
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toContain('using listing_resolved');
  expect(plan).not.toContain('Sort');
});

test('a taxonomy outside the database is refused', async () => {
  const { pool } = await createTestDatabase();
  await expect(resolveListings(pool, builtInTaxonomy())).rejects.toMatchObject({
    code: 'taxonomy_not_stored',
  });
});
