import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import type { Classifier } from '../../../src/classifier/classifier.js';
import { parseConfig } from '../../../src/config/config.js';
import type { LabelledPhoto } from '../../../src/learning/dataset/dataset.js';
import { evaluateWithPredictions } from '../../../src/learning/evaluation/evaluate.js';
import { silentProgress } from '../../../src/progress.js';
import { makeFolder } from '../../support/folder.js';

const { folder, remove } = await makeFolder();
afterAll(remove);

/** Counts the photos it is asked about, and says red for all of them. */
function createCounter(isPaid: boolean): Classifier & { asked: () => number } {
  let asked = 0;
  return {
    model: 'counter',
    input: { kind: 'jpeg', maxBytes: 1e6 },
    labels: { coarse: ['red', 'blue'], fine: [] },
    thresholds: { coarse: [], fine: [] } as unknown as Classifier['thresholds'],
    async classify(photos) {
      asked += photos.length;
      return photos.map(() => ({
        coarse: Float32Array.of(0.9, 0.1),
        fine: new Float32Array(),
        bodyShare: 1,
      })) as unknown as Awaited<ReturnType<Classifier['classify']>>;
    },
    ...(isPaid ? { spent: () => ({ calls: asked, cost: 0 }) } : {}),
    async close() {},
    asked: () => asked,
  };
}

async function photosOf(count: number): Promise<LabelledPhoto[]> {
  const jpeg = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#c00' } })
    .jpeg()
    .toBuffer();
  const file = join(folder, 'photo.jpg');
  await writeFile(file, jpeg);
  return Array.from({ length: count }, (_, index) => ({
    file,
    family: 'red',
    finish: undefined,
    group: String(index),
    split: undefined,
    confidence: 'high' as const,
  }));
}

it.each([18, 103, 110])('a paid service is asked once about each of %i photos', async (count) => {
  const classifier = createCounter(true);
  const dependencies = { limits: parseConfig({}).photo, progress: silentProgress };
  const photos = await photosOf(count);
  const none = { family: {}, finish: {} };
  const { evaluation, predictions } = await evaluateWithPredictions(classifier, photos, none, dependencies);
  expect(classifier.asked()).toBe(count);
  expect(predictions).toHaveLength(count);
  expect(evaluation).toMatchObject({ images: count, family: { accuracy: 1 } });
  expect(evaluation.imagesPerSecond).toBeGreaterThan(0);
});
