import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { parseListing } from '../../src/listing/parse.js';
import { createSampleCatalogue } from '../../src/sample/catalogue.js';
import { startSampleServer } from '../../src/sample/server.js';
import { writeSampleCatalogue } from '../../src/sample/write-catalogue.js';
import { makeFolder } from '../support/folder.js';

// This seed has a broken link and a relisted guitar among its few listings.
const catalogue = createSampleCatalogue({ seed: 9, labelledGuitars: 2, listings: 5 });
const baseUrl = 'http://127.0.0.1:47811/';

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'honeyburst-sample-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const linesOf = async (file: string) => (await readFile(file, 'utf8')).trim().split('\n');

/** Written once for the tests that only read it. */
const { folder: shared, remove } = await makeFolder();
afterAll(remove);
const written = await writeSampleCatalogue(catalogue, { folder: shared, baseUrl });

test('labels name existing photos, listings are importable and the truth knows them all', async () => {
  expect(written.drawn).toBe(written.photos);

  const [header, ...rows] = await linesOf(written.labels);
  expect(header).toBe('file,family,finish,group,split');
  expect(rows).toHaveLength(catalogue.labelled.length);
  const images = await readdir(join(shared, 'dataset', 'images'));
  expect(rows.map((row) => row.split(',')[0]?.replace('images/', '')).sort()).toEqual(images.sort());

  const listings = (await linesOf(written.listings)).map((line) => parseListing(JSON.parse(line)).listing);
  expect(listings.map(({ externalId }) => externalId)).toEqual(
    catalogue.listings.map(({ externalId }) => externalId),
  );
  const truths = (await linesOf(written.truth)).map((line) => JSON.parse(line) as { external_id: string });
  expect(truths.map(({ external_id }) => external_id)).toEqual(listings.map(({ externalId }) => externalId));
});

test('a relisted guitar has the very same photos under its own names', async () => {
  const relist = catalogue.listings.find(({ truth }) => truth.relistOf);
  const photo = (externalId: string | undefined) => readFile(join(shared, 'photos', `${externalId}-1.jpg`));
  expect((await photo(relist?.externalId)).equals(await photo(relist?.truth.relistOf))).toBe(true);
});

test('listings point to photos that the server has, save the broken links', async () => {
  const folder = await createFolder();
  const server = await startSampleServer(folder);
  onTestFinished(() => server.close());
  const written = await writeSampleCatalogue(catalogue, { folder, baseUrl: server.url });
  const broken = new Set(
    catalogue.listings.flatMap(({ photos }) =>
      photos.flatMap((photo) => ('broken' in photo ? [photo.file] : [])),
    ),
  );
  for (const line of await linesOf(written.listings)) {
    for (const url of parseListing(JSON.parse(line)).listing.photoUrls) {
      const response = await fetch(url);
      await response.arrayBuffer();
      expect(response.status, url).toBe(broken.has(url.slice(url.lastIndexOf('/') + 1)) ? 404 : 200);
    }
  }
});

test('a second writing keeps the photos, another catalogue draws its own', async () => {
  const folder = await createFolder();
  await writeSampleCatalogue(catalogue, { folder, baseUrl });
  const file = join(folder, 'dataset', 'images', 'guitar-00001-1.jpg');
  const before = await readFile(file);
  expect((await writeSampleCatalogue(catalogue, { folder, baseUrl })).drawn).toBe(0);
  expect((await readFile(file)).equals(before)).toBe(true);

  const other = createSampleCatalogue({ seed: 3, labelledGuitars: 2, listings: 5 });
  expect((await writeSampleCatalogue(other, { folder, baseUrl })).drawn).toBeGreaterThan(0);
  expect((await readFile(file)).equals(before)).toBe(false);
});
