import { expect, it } from 'vitest';
import { importTaxonomy } from '../../src/taxonomy/store.js';
import { insertListing } from '../enrichment/catalogue.js';
import { suggest } from '../review/pending.js';
import { createTestService } from './service.js';

it('finds listings by their words and their identifier, page by page', async () => {
  const { pool, ask } = await createTestService();
  const add = async (externalId: string, make: string, title: string) => {
    const id = await insertListing(pool);
    await pool.query('UPDATE honeyburst.listing SET external_id = $2, make = $3, title = $4 WHERE id = $1', [
      ...[id, externalId, make, title],
    ]);
  };
  await add('a/1 ü', 'Fender', 'Stratocaster in red');
  await add('2', 'Fender', 'Telecaster');
  await add('3', 'Gibson', 'Les Paul, a red one');
  const find = async (query: string) => {
    const { body } = await ask('analyst', 'GET', `/v1/listings?${query}`);
    return body.items.map(({ externalId }: { externalId: string }) => externalId);
  };
  expect(await find('')).toEqual(['a/1 ü', '2', '3']);
  expect(await find('q=RED')).toEqual(['a/1 ü', '3']);
  expect(await find('q=red+fender')).toEqual(['a/1 ü']);
  expect(await find('q=red+-fender')).toEqual(['3']);
  expect(await find('q=2')).toEqual(['2']);
  expect(await find(`q=${encodeURIComponent(`'"(:*&|!<->`)}`)).toEqual([]);
  const first = await ask('analyst', 'GET', '/v1/listings?q=red&limit=1');
  expect(await find(`q=red&limit=1&after=${first.body.next}`)).toEqual(['3']);
  const one = await ask('analyst', 'GET', `/v1/listings/${encodeURIComponent('a/1 ü')}`);
  expect(one.body).toMatchObject({
    title: 'Stratocaster in red',
    photos: [{ position: 1 }],
    suggestions: [],
  });
  expect((await ask('analyst', 'GET', '/v1/listings/none')).status).toBe(404);
});

it('shows the ledger, and has what failed tried again by its code', async () => {
  const { pool, ask } = await createTestService();
  await suggest(pool);
  await suggest(pool);
  await suggest(pool);
  await pool.query(
    `UPDATE honeyburst.enrichment SET state = 'failed', stage = 'fetch', error_message = 'Photo host answered 404.',
            error_code = CASE WHEN id % 2 = 0 THEN 'photo_not_found' ELSE 'photo_timeout' END`,
  );
  const list = async (query: string) => (await ask('analyst', 'GET', `/v1/enrichments?${query}`)).body;
  const failed = await list('state=failed');
  expect(failed.items).toHaveLength(3);
  const page = await list('state=failed&limit=2');
  expect(page.next).toBe(page.items[1].id);
  expect((await list(`state=failed&limit=2&after=${page.next}`)).items).toEqual([failed.items[2]]);
  const missing = (await list('code=photo_not_found')).items.length;
  const retry = async (body?: object) => (await ask('admin', 'POST', '/v1/enrichments/retry', body)).body;
  expect(await retry({ code: 'photo_not_found' })).toEqual({ reopened: missing });
  expect((await list('state=pending')).items).toHaveLength(missing);
  expect(await retry()).toEqual({ reopened: 3 - missing });
});

it('lists models without telling where they lie', async () => {
  const { pool, ask } = await createTestService();
  await pool.query("UPDATE honeyburst.model SET folder = '/srv/models/colour', live = true");
  const { body, text } = await ask('analyst', 'GET', '/v1/models');
  expect(body.items).toMatchObject([{ name: 'colour', live: true }]);
  expect(text).not.toContain('/srv');
});

it('reads words as the program reads them', async () => {
  const { ask } = await createTestService();
  const read = async (query: string) => (await ask('reviewer', 'GET', `/v1/taxonomy/match?${query}`)).body;
  expect(await read('text=Feista%20Red%20(refin)')).toEqual({
    kind: 'fuzzy',
    finish: 'fiesta-red',
    family: 'red',
  });
  expect(await read('text=CH&make=Epiphone')).toMatchObject({ finish: 'cherry' });
  expect(await read('text=dunkelrot')).toEqual({ kind: 'vague', finish: null, family: 'red' });
  expect(await read('text=Black%20Beauty')).toEqual({ kind: 'unrecognised', finish: null, family: null });
});

it('gives the taxonomy as it is by now', async () => {
  const { pool, ask } = await createTestService();
  const read = async () => (await ask('reviewer', 'GET', '/v1/taxonomy')).body;
  const before = await read();
  expect(before.families.slice(0, 2)).toMatchObject([{ slug: 'black' }, { slug: 'white' }]);
  expect(before.families).toContainEqual({
    slug: 'red',
    name: 'Red',
    swatch: [expect.stringMatching(/^#[0-9a-f]{6}$/)],
    words: expect.arrayContaining(['burgundy']),
    translations: expect.arrayContaining([{ language: 'de', name: 'rot' }]),
  });
  expect(before.finishes.length).toBeGreaterThan(50);
  expect(before.finishes).toContainEqual(
    expect.objectContaining({
      slug: 'fiesta-red',
      name: 'Fiesta Red',
      family: 'red',
      makers: ['Fender', 'Squier'],
      codes: [{ code: 'FRD', maker: null }],
      swatch: ['#cd4237'],
    }),
  );
  await importTaxonomy(pool, {
    finishes: 'slug,name,family,swatch\nmoon-dust,Moon Dust,silver,#c0c0c0\n',
  });
  const after = await read();
  expect(after.version).toBe(before.version + 1);
  expect(after.finishes).toContainEqual(expect.objectContaining({ slug: 'moon-dust' }));
});

it('tells operators what is going on', async () => {
  const { pool, ask } = await createTestService();
  await suggest(pool);
  expect(await ask('reviewer', 'GET', '/v1/overview')).toMatchObject({
    status: 200,
    body: { at: expect.any(String), failures: [], suggestions: expect.any(Object) },
  });
});
