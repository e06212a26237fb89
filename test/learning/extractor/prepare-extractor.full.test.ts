import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { photoSize } from '../../../src/backbone/look.js';
import { openBackbone } from '../../../src/backbone/open-backbone.js';
import { parseConfig } from '../../../src/config/config.js';
import type { LabelledPhoto } from '../../../src/learning/dataset/dataset.js';
import { prepareExtractor } from '../../../src/learning/extractor/prepare-extractor.js';
import { silentProgress } from '../../../src/progress.js';
import { createRandom } from '../../../src/random.js';
import { tinyNetwork } from '../../backbone/tiny-network.js';
import { makeFolder } from '../../support/folder.js';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await makeFolder());
});
afterAll(() => remove());

async function writePhotos(count: number): Promise<LabelledPhoto[]> {
  const random = createRandom('photos');
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const raw = Buffer.from(Array.from({ length: 16 * 16 * 3 }, () => random.integer(256)));
      const file = join(folder, `${index}.png`);
      await sharp(raw, { raw: { width: 16, height: 16, channels: 3 } })
        .png()
        .toFile(file);
      return labelled(file, index % 2 === 0 ? 'red' : 'blue');
    }),
  );
}

function labelled(file: string, family: string): LabelledPhoto {
  return { file, family, finish: undefined, group: file, split: undefined, confidence: 'high' };
}

describe('the extractor of a foreign backbone', () => {
  it('is fitted on the photos, kept, and the same in another home', async () => {
    const network = join(folder, 'tiny.onnx');
    await writeFile(network, tinyNetwork());
    const backbone = await openBackbone({ backbone: network }, { home: folder, progress: silentProgress });
    const all = await writePhotos(30);
    const fitted: string[] = [];
    const progress = { ...silentProgress, start: (label: string) => void fitted.push(label) };
    const prepare = async (home: string, photos = all) => {
      const extractors = await prepareExtractor(backbone, photos, {
        home,
        threads: 2,
        limits: parseConfig({}).photo,
        progress,
      });
      return Buffer.from(extractors.serving);
    };

    const first = await prepare(join(folder, 'first'));
    const steps = fitted.length;
    expect(steps).toBeGreaterThan(0);
    expect(first.equals(await prepare(join(folder, 'first')))).toBe(true);
    expect(fitted.length).toBe(steps);
    expect(first.equals(await prepare(join(folder, 'second')))).toBe(true);
    expect(fitted.length).toBe(2 * steps);
    expect(first.equals(await prepare(join(folder, 'first'), all.slice(5)))).toBe(false);

    const session = await InferenceSession.create(first, { logSeverityLevel: 3 });
    const pixels = new Uint8Array(photoSize ** 2 * 4).map((_, i) => (i * 37) % 256);
    const outputs = await session.run({ pixels: new Tensor('uint8', pixels, [1, photoSize, photoSize, 4]) });
    expect(outputs.cells?.dims).toEqual([1, 2, 196, 64]);
    expect(outputs.global?.dims).toEqual([1, 2, 192]);
    // Nearly white: of the few channels that this network has, none is left out and none is drowned.
    expect(new Set(outputs.cells?.data as Int8Array).size).toBeGreaterThan(30);
  });

  it('names the photo that cannot be used', async () => {
    const network = join(folder, 'tiny.onnx');
    await writeFile(network, tinyNetwork());
    const backbone = await openBackbone({ backbone: network }, { home: folder, progress: silentProgress });
    const dependencies = {
      home: folder,
      threads: 1,
      limits: parseConfig({}).photo,
      progress: silentProgress,
    };
    const missing = join(folder, 'missing.png');
    await expect(prepareExtractor(backbone, [labelled(missing, 'red')], dependencies)).rejects.toThrow(
      'missing.png cannot be used',
    );
  });
});
