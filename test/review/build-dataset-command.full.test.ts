import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readDataset } from '../../src/learning/dataset/read-dataset.js';
import { openListings, readListings } from '../../src/listing/read.js';
import { upsertListings } from '../../src/listing/store.js';
import { reviewSuggestion } from '../../src/review/decide.js';
import { createSampleCatalogue } from '../../src/sample/catalogue.js';
import { startSampleServer } from '../../src/sample/server.js';
import { writeSampleCatalogue } from '../../src/sample/write-catalogue.js';
import { makeFolder } from '../support/folder.js';
import { honeyburst } from '../support/program.js';
import { createReviewDatabase, emptyEvidence, plain, seen, suggest } from './pending.js';

it('a reviewed sample catalogue becomes a dataset for train, by the command', async () => {
  const { pool, url, taxonomy } = await createReviewDatabase();
  const { folder, remove } = await makeFolder();
  onTestFinished(remove);
  const server = await startSampleServer(folder);
  onTestFinished(() => server.close());
  const catalogue = createSampleCatalogue({ seed: 3, labelledGuitars: 0, listings: 6 });
  const { listings } = await writeSampleCatalogue(catalogue, { folder, baseUrl: server.url });
  for await (const row of readListings(await openListings(listings), 'jsonl')) {
    if ('listing' in row) await upsertListings(pool, taxonomy, [row.listing]);
  }
  const { rows } = await pool.query<{ id: number; external_id: string; urls: string[] }>(
    `SELECT l.id, l.external_id, array_agg(p.url ORDER BY p.position) AS urls
       FROM honeyburst.listing l JOIN honeyburst.listing_photo p ON p.listing_id = l.id GROUP BY l.id ORDER BY l.id`,
  );
  for (const { id: listingId, external_id, urls } of rows) {
    const { truth } = catalogue.listings.find(({ externalId }) => externalId === external_id)!;
    const photos = urls.map((photoUrl, i) => seen(photoUrl, i, 1 / urls.length));
    const { id } = await suggest(pool, { listingId, evidence: { ...emptyEvidence, photos } });
    const decision = { decision: 'edited', finish: truth.finish } as const;
    await reviewSuggestion(pool, { reviewer: 'ann', id, revision: 0, ...decision }, plain);
  }
  const dataset = join(folder, 'reviewed');
  const environment = {
    DATABASE_URL: url,
    HONEYBURST_HOME: folder,
    PHOTO_ALLOW_HOSTS: new URL(server.url).host,
  };
  const run = () => honeyburst(['datasets', 'build', dataset, '--json'], environment);
  const { status, stdout } = await run();
  expect(status).toBe(0);
  const built = JSON.parse(stdout);
  const { photos } = await readDataset(built.labels, taxonomy);
  // A guitar that is listed again brings the same photos.
  const seeds = catalogue.listings.flatMap((listing) =>
    listing.photos.flatMap((one) => ('seed' in one ? one.seed : [])),
  );
  expect(photos).toHaveLength(new Set(seeds).size);
  for (const photo of photos) {
    const { truth } = catalogue.listings.find(({ externalId }) => externalId === photo.group)!;
    expect([photo.family, photo.finish, photo.confidence]).toEqual([truth.family, truth.finish, 'high']);
    const digest = createHash('sha256')
      .update(await readFile(photo.file))
      .digest('hex');
    expect(photo.file).toContain(digest);
  }
  const again = JSON.parse((await run()).stdout);
  expect(again).toMatchObject({ photos: photos.length, fetched: 0 });
});
