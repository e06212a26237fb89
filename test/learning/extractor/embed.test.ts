import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/config.js';
import { embedPhotos } from '../../../src/learning/extractor/embed.js';
import { embeddingParts, partNames } from '../../../src/learning/extractor/embeddings.js';
import { silentProgress } from '../../../src/progress.js';
import { makeFolder } from '../../support/folder.js';

const { folder, remove } = await makeFolder();
afterAll(remove);

/** Stands for the network, which is not the subject here: each value of a photo's embedding is its first pixel's red. */
const pool = {
  threads: 2,
  async run(_input: string, pixels: Uint8Array, [photos = 0]: readonly number[]) {
    const reds = Array.from({ length: photos }, (_, i) => pixels[(i * pixels.length) / photos]! >> 1);
    return Object.fromEntries(
      partNames.map((part) => [
        part,
        Int8Array.from(reds.flatMap((red) => Array(embeddingParts[part]).fill(red))),
      ]),
    );
  },
};

it('identical photos that are embedded at once share the cache without harm', async () => {
  const photo = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#c82020' } })
    .png()
    .toBuffer();
  const photos = Array.from({ length: 24 }, (_, i) => ({ name: `copy ${i}`, load: async () => photo }));
  const dependencies = {
    ...{ pool, looks: 1, limits: parseConfig({}).photo, progress: silentProgress },
    cache: { folder: join(folder, 'embeddings'), key: 'test' },
  };
  const first = await embedPhotos(photos, dependencies);
  const again = await embedPhotos(photos, dependencies);
  expect(again.cached).toBe(photos.length);
  expect(again.embeddings.parts).toEqual(first.embeddings.parts);
  expect(new Set(first.embeddings.parts.global).size).toBe(1);
});
