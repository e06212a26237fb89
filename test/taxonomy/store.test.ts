import { expect, test } from 'vitest';
import type { Pool } from '../../src/database/pool.js';
import { loadBuiltInFinishes } from '../../src/taxonomy/built-in.js';
import { importFinishes, readTaxonomy, syncTaxonomy } from '../../src/taxonomy/store.js';
import { createTestDatabase } from '../support/database.js';

const header = 'slug,name,family,makers,aliases,swatch\n';
const moonDust = `${header}moon-dust,Moon Dust,silver,Suhr,Lunar Dust|MDT,#c0c0c0\n`;

async function versions(pool: Pool): Promise<number[]> {
  const { rows } = await pool.query<{ version: number }>(
    'SELECT version FROM honeyburst.taxonomy ORDER BY version',
  );
  return rows.map(({ version }) => version);
}

test('reading before the first sync says what to do', async () => {
  const { pool } = await createTestDatabase();
  await pool.query('DELETE FROM honeyburst.taxonomy');
  await expect(readTaxonomy(pool)).rejects.toMatchObject({ code: 'taxonomy_missing', retryable: false });
});

test('many syncs at once store the built-in list once', async () => {
  const { pool } = await createTestDatabase();
  const synced = await Promise.all(Array.from({ length: 6 }, () => syncTaxonomy(pool)));
  expect(new Set(synced.map(({ version }) => version)).size).toBe(1);
  expect(await versions(pool)).toEqual([synced[0]!.version]);
  const read = await readTaxonomy(pool);
  expect(read.version).toBe(synced[0]!.version);
  const builtIn = await loadBuiltInFinishes();
  expect(new Map(read.finishes)).toEqual(new Map(builtIn.map((finish) => [finish.slug, finish])));
});

test('imported finishes make a new version, once, and stay', async () => {
  const { pool } = await createTestDatabase();
  const { version: before } = await syncTaxonomy(pool);
  const extended = await importFinishes(pool, moonDust);
  expect(extended.version).toBeGreaterThan(before!);
  expect(extended.match('lunar dust')).toMatchObject({ kind: 'alias', finish: { slug: 'moon-dust' } });
  expect((await importFinishes(pool, moonDust)).version).toBe(extended.version);
  expect((await syncTaxonomy(pool)).version).toBe(extended.version);
  const read = await readTaxonomy(pool);
  expect(read.finishes.get('moon-dust')).toMatchObject({
    origin: 'extension',
    makers: ['Suhr'],
    swatch: '#c0c0c0',
  });
  expect(read.match('Fiesta Red')).toMatchObject({ finish: { slug: 'fiesta-red', origin: 'built-in' } });
});

test('an import replaces finishes of the same slug, built-in ones too, and keeps the others', async () => {
  const { pool } = await createTestDatabase();
  await importFinishes(pool, moonDust);
  await importFinishes(
    pool,
    `${header}moon-dust,Moon Dust,gold,,,#d0c080\nfiesta-red,Fiesta Red,pink,,Salmon,#ff8888\n`,
  );
  const taxonomy = await readTaxonomy(pool);
  expect(taxonomy.finishes.get('moon-dust')).toMatchObject({ family: 'gold', aliases: [] });
  expect(taxonomy.match('FIESTA RED')).toMatchObject({ finish: { family: 'pink', origin: 'extension' } });
  expect(taxonomy.match('Moon Dust')).toMatchObject({ kind: 'exact' });
  expect(taxonomy.finishes.size).toBe((await loadBuiltInFinishes()).length + 1);
});

test('imports at the same time lose nothing', async () => {
  const { pool } = await createTestDatabase();
  await Promise.all(
    Array.from({ length: 5 }, (_, n) =>
      importFinishes(pool, `${header}comet-${n},Comet ${'abcde'[n]} Dust,silver,,,#c0c0c0\n`),
    ),
  );
  const { finishes } = await readTaxonomy(pool);
  expect([...finishes.keys()].filter((slug) => slug.startsWith('comet-'))).toHaveLength(5);
});

test('an import that claims the name of another finish changes nothing', async () => {
  const { pool } = await createTestDatabase();
  await syncTaxonomy(pool);
  const before = await versions(pool);
  await expect(
    importFinishes(pool, `${header}my-red,My Red,red,,Fiesta Red,#ff0000\n`),
  ).rejects.toMatchObject({ code: 'wrong_finishes', message: expect.stringContaining('fiesta-red') });
  await expect(importFinishes(pool, 'slug\nx')).rejects.toMatchObject({ code: 'wrong_finishes' });
  expect(await versions(pool)).toEqual(before);
});

test('a list that lost its checksum is stored anew, under the next version', async () => {
  const { pool } = await createTestDatabase();
  const { version } = await syncTaxonomy(pool);
  await pool.query(`UPDATE honeyburst.taxonomy SET checksum = 'of an older release'`);
  await pool.query(`DELETE FROM honeyburst.finish WHERE slug = 'fiesta-red'`);
  const next = await syncTaxonomy(pool);
  expect(next.version).toBeGreaterThan(version!);
  expect(next.finishes.has('fiesta-red')).toBe(true);
});
