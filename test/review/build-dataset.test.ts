import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { parseConfig } from '../../src/config/config.js';
import type { Pool } from '../../src/database/pool.js';
import { readDataset } from '../../src/learning/dataset/read-dataset.js';
import { createPhotoFetcher } from '../../src/photo/fetch.js';
import { silentProgress } from '../../src/progress.js';
import { buildDataset } from '../../src/review/build-dataset.js';
import { reviewSuggestion } from '../../src/review/decide.js';
import type { Evidence } from '../../src/suggestion/evidence.js';
import { importTaxonomy } from '../../src/taxonomy/store.js';
import { photo as drawPhoto } from '../enrichment/catalogue.js';
import { testLog } from '../support/database.js';
import { makeFolder } from '../support/folder.js';
import { createTestServer } from '../support/http-server.js';
import { createReviewDatabase, emptyEvidence, plain, seen, suggest } from './pending.js';

async function temporaryFolder(): Promise<string> {
  const { folder, remove } = await makeFolder();
  onTestFinished(remove);
  return folder;
}

/** A listing whose suggestion rests on these photos, and a decision on it. */
async function decided(
  pool: Pool,
  photos: Evidence['photos'],
  decision: object = { decision: 'accepted' },
  settings = plain,
): Promise<string> {
  const { id } = await suggest(pool, { evidence: { ...emptyEvidence, photos } });
  await reviewSuggestion(pool, { reviewer: 'ann', id, revision: 0, ...decision } as never, settings);
  const { rows } = await pool.query(
    'SELECT external_id FROM honeyburst.suggestion s JOIN honeyburst.listing l ON l.id = s.listing_id WHERE s.id = $1',
    [id],
  );
  return rows[0].external_id;
}

function createFetch(host: string) {
  const fetcher = createPhotoFetcher({ ...parseConfig({}).photo, allowHosts: [host] }, { log: testLog });
  onTestFinished(() => fetcher.close());
  return fetcher.fetch;
}

it('leaves out what shows no body or comes twice, reports what is gone, and fetches nothing again', async () => {
  const { pool, taxonomy } = await createReviewDatabase();
  const server = await createTestServer({
    '/a.jpg': await drawPhoto('fiesta-red'),
    '/b.jpg': await drawPhoto('fiesta-red', 1),
    '/text.jpg': 'not a photo',
  });
  const at = (name: string) => `${server.url}/${name}.jpg`;
  const externalId = await decided(pool, [
    seen(at('a'), 0, 0.55),
    seen(at('b'), 1, 0.42),
    seen(at('headstock'), 2, 0.03),
    seen(at('twin'), 3, 0),
    { position: 4, url: at('failed'), error: { stage: 'fetch', code: 'photo_not_found', message: '' } },
  ]);
  const missing = await decided(pool, [seen(at('gone'), 0, 0.5), seen(at('text'), 1, 0.5)]);
  await decided(pool, [seen(at('unasked'), 0, 1)], { decision: 'rejected' });
  const folder = await temporaryFolder();
  const dependencies = { db: pool, fetchPhoto: createFetch(server.host), progress: silentProgress };
  const build = () => buildDataset(dependencies, { folder, withoutBulk: false });
  expect(await build()).toEqual({
    labels: join(folder, 'labels.csv'),
    listings: 2,
    photos: 2,
    fetched: 2,
    withoutWeight: 2,
    contradicting: 0,
    missing: expect.arrayContaining([
      { externalId: missing, position: 0, code: 'photo_not_found', message: expect.any(String) },
      { externalId: missing, position: 1, code: 'photo_format_unknown', message: expect.any(String) },
    ]),
  });
  expect(await build()).toMatchObject({ photos: 2, fetched: 0 });
  expect(server.requests('/a.jpg')).toBe(1);
  const { photos } = await readDataset(join(folder, 'labels.csv'), taxonomy);
  expect(photos.map(({ group }) => group)).toEqual([externalId, externalId]);
});

it('tells bulk and blind decisions apart, keeps families alone, and knows added finishes', async () => {
  const { pool } = await createReviewDatabase();
  const taxonomy = await importTaxonomy(pool, {
    finishes: 'slug,name,family,swatch\nshop-teal,Shop Teal,green,#008080\n',
  });
  const routes = await Promise.all(
    [0, 1, 2, 3].map(async (n) => [`/${n}.jpg`, await drawPhoto('black', n)] as const),
  );
  const server = await createTestServer(Object.fromEntries(routes));
  const photo = (n: number) => [seen(`${server.url}/${n}.jpg`, 0, 1)];
  await decided(pool, photo(0), { decision: 'edited', finish: 'shop-teal' });
  await decided(pool, photo(1), { decision: 'accepted', bulk: true });
  await decided(pool, photo(2), { decision: 'edited', finish: 'black' }, { ...plain, blindShare: 1 });
  await decided(pool, photo(3), { decision: 'edited', family: 'blue' });
  const dependencies = { db: pool, fetchPhoto: createFetch(server.host), progress: silentProgress };
  const folder = await temporaryFolder();
  const { labels } = await buildDataset(dependencies, { folder, withoutBulk: false });
  const text = await readFile(labels, 'utf8');
  const columns = text.split('\n').map((line) =>
    line
      .split(',')
      .filter((_, i) => [1, 2, 5, 6].includes(i))
      .join(' '),
  );
  expect(columns).toEqual([
    'family finish confidence review',
    'green shop-teal high single',
    'red fiesta-red low bulk',
    'black black high blind',
    'blue  high single',
    '',
  ]);
  expect((await readDataset(labels, taxonomy)).photos).toHaveLength(4);
  expect(await buildDataset(dependencies, { folder, withoutBulk: true })).toMatchObject({
    photos: 3,
    fetched: 0,
  });
  const since = new Date(Date.now() + 60_000);
  expect(await buildDataset(dependencies, { folder, withoutBulk: false, since })).toMatchObject({
    photos: 0,
  });
});

it('listings that share a photo are one group, and of two decisions on it the later counts', async () => {
  const { pool, taxonomy } = await createReviewDatabase();
  const server = await createTestServer({
    '/shared.jpg': await drawPhoto('black'),
    '/relisted.jpg': await drawPhoto('black'),
    '/more.jpg': await drawPhoto('black', 1),
  });
  const at = (name: string) => `${server.url}/${name}.jpg`;
  const first = await decided(pool, [seen(at('shared'), 0, 1)]);
  await decided(pool, [seen(at('relisted'), 0, 0.5), seen(at('more'), 1, 0.5)], {
    decision: 'edited',
    finish: 'black',
  });
  const folder = await temporaryFolder();
  const dependencies = { db: pool, fetchPhoto: createFetch(server.host), progress: silentProgress };
  expect(await buildDataset(dependencies, { folder, withoutBulk: false })).toMatchObject({
    photos: 2,
    contradicting: 1,
  });
  const { photos } = await readDataset(join(folder, 'labels.csv'), taxonomy);
  expect(photos.map(({ group, finish }) => [group, finish])).toEqual([
    [first, 'black'],
    [first, 'black'],
  ]);
});
