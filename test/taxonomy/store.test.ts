import { expect, test } from 'vitest';
import type { Pool } from '../../src/database/pool.js';
import { loadBuiltInRows } from '../../src/taxonomy/built-in.js';
import { importTaxonomy, readTaxonomy, resetTaxonomy, syncTaxonomy } from '../../src/taxonomy/store.js';
import { createTestDatabase } from '../support/database.js';

const header = 'slug,name,family,makers,aliases,swatch\n';
const importFinishes = (pool: Pool, finishes: string) => importTaxonomy(pool, { finishes });
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
  const builtIn = await loadBuiltInRows();
  expect(new Map(read.finishes)).toEqual(new Map(builtIn.finishes.map((finish) => [finish.slug, finish])));
  expect([...read.families.values()]).toEqual(builtIn.families);
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
    swatch: ['#c0c0c0'],
    codes: [{ code: 'MDT', maker: null }],
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
  expect(taxonomy.finishes.size).toBe((await loadBuiltInRows()).finishes.length + 1);
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

const wraps = {
  families: `slug,name,swatch,words,translations,wins_over
pearl,Pearl,#e8e4dc,pearl,de:perlmutt,
sparkle,Sparkle,#d0d0ff|#5050c0,sparkle|glitter,de:glitzer,pearl
`,
  finishes: `slug,name,family,makers,codes,translations,swatch
white-marine-pearl,White Marine Pearl,pearl,Ludwig,Ludwig:WMP,de:Weiß Perlmutt,#ece8df
red-sparkle,Red Sparkle,sparkle,,,,#c02030
`,
};

test('families and finishes are added together, new families last', async () => {
  const { pool } = await createTestDatabase();
  const taxonomy = await importTaxonomy(pool, {
    families: 'slug,name,swatch,words\ntweed,Tweed,#c0a060,tweed\n',
    finishes: 'slug,name,family,swatch\nlacquered-tweed,Lacquered Tweed,tweed,#c09040\n',
  });
  expect([...taxonomy.families.keys()].at(-1)).toBe('tweed');
  expect(taxonomy.families.size).toBe(16);
  const read = await readTaxonomy(pool);
  expect([...read.families.values()]).toEqual([...taxonomy.families.values()]);
  expect(read.match('tweed')).toEqual({ kind: 'vague', family: 'tweed' });
  expect(read.match('lacquered tweed')).toMatchObject({ finish: { family: 'tweed' } });
  expect(await syncTaxonomy(pool)).toMatchObject({ version: taxonomy.version });
});

test('a taxonomy of its own replaces everything, stays through syncs and can be extended and reset', async () => {
  const { pool } = await createTestDatabase();
  await importFinishes(pool, moonDust);
  const replaced = await importTaxonomy(pool, { ...wraps, replace: true });
  const synced = await syncTaxonomy(pool);
  expect(synced.version).toBe(replaced.version);
  expect([...synced.families.keys()]).toEqual(['pearl', 'sparkle']);
  expect([...synced.finishes.keys()].sort()).toEqual(['red-sparkle', 'white-marine-pearl']);
  expect(synced.match('Fiesta Red')).toEqual({ kind: 'unrecognised' });
  expect(synced.match('red')).toEqual({ kind: 'unrecognised' });
  expect(synced.match('WMP', 'Ludwig')).toMatchObject({ finish: { slug: 'white-marine-pearl' } });
  expect(synced.match('weiss perlmutt').kind).not.toBe('exact');
  expect(synced.match('Weiß Perlmutt')).toMatchObject({ kind: 'alias' });
  expect(synced.match('Glitzer')).toEqual({ kind: 'vague', family: 'sparkle' });

  const more = await importFinishes(
    pool,
    'slug,name,family,swatch\nblue-sparkle,Blue Sparkle,sparkle,#2030c0\n',
  );
  expect([...more.finishes.keys()]).toHaveLength(3);

  const reset = await resetTaxonomy(pool);
  expect(reset.finishes.has('red-sparkle')).toBe(true);
  expect(reset.finishes.get('red-sparkle')).toMatchObject({ family: 'red', origin: 'built-in' });
  expect(reset.finishes.has('moon-dust')).toBe(false);
  expect([...(await readTaxonomy(pool)).families.keys()]).toEqual([...reset.families.keys()]);
});

test('an import is refused as a whole if families are missing, unknown or share words', async () => {
  const { pool } = await createTestDatabase();
  await syncTaxonomy(pool);
  const before = await versions(pool);
  const { finishes, families } = wraps;
  await expect(importTaxonomy(pool, { finishes, replace: true })).rejects.toThrow(
    '--replace needs --families',
  );
  await expect(importTaxonomy(pool, { finishes })).rejects.toThrow('use one of black, white, red');
  await expect(
    importTaxonomy(pool, { finishes: header, families: 'slug,name,swatch,words\ntweed,Tweed,#c0a060,rot\n' }),
  ).rejects.toMatchObject({
    code: 'wrong_families',
    message: expect.stringContaining('"rot" already means red'),
  });
  await expect(
    importTaxonomy(pool, { finishes, families: families.replace(',pearl\n', ',pearls\n') }),
  ).rejects.toThrow('pearls, of sparkle, is no family');
  expect(await versions(pool)).toEqual(before);
});
