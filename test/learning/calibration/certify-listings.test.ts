import { describe, expect, it } from 'vitest';
import { certifyListings } from '../../../src/learning/calibration/certify-listings.js';
import type { LabelledPhoto } from '../../../src/learning/dataset/dataset.js';
import { createRandom } from '../../../src/random.js';
import { loadBuiltInTaxonomy } from '../../../src/taxonomy/built-in.js';

const taxonomy = await loadBuiltInTaxonomy();
const labels = {
  coarse: ['red', 'black'],
  fine: [
    { label: 'black', parent: 'black' },
    { label: 'cherry', parent: 'red' },
    { label: 'fiesta-red', parent: 'red' },
  ],
};
const options = {
  labels,
  temperatures: { coarse: 1, fine: 1 },
  hierarchy: 'soft',
  target: { precision: 0.95, confidence: 0.95, scope: 'pooled' },
  taxonomy,
  seed: 1,
} as const;

/** Photos of Explorers that are cherry; `confusion` is how often the photo looks like the red of another maker. */
function held(count: number, source: string, confusion: number, changes: Partial<LabelledPhoto> = {}) {
  const random = createRandom(source);
  const photos = Array.from({ length: count }, (_, i): LabelledPhoto => {
    const photo = { file: `${source}/${i}.jpg`, group: `${source}/${i}`, source, split: undefined };
    return {
      ...photo,
      family: 'red',
      finish: 'cherry',
      confidence: 'high',
      make: 'Gibson',
      model: 'Explorer',
      ...changes,
    };
  });
  const logits = photos.map(() => {
    const looksLike = random.chance(confusion) ? [0, 1.2] : [random.between(0.5, 3), 0];
    return Float32Array.of(6, 0, 0, ...looksLike);
  });
  return { photos, logits };
}

function certify(...sets: ReturnType<typeof held>[]) {
  const photos = sets.flatMap((set) => set.photos);
  const logits = sets.flatMap((set) => set.logits);
  return certifyListings({ logits, rows: photos.map((_, row) => row) }, photos, options);
}

describe('certifyListings', () => {
  it('certifies nothing where no row names a make', () => {
    expect(certify(held(200, 'main', 0, { make: undefined, model: undefined }))).toEqual({});
  });

  it('lets counts of a model line name what a photo alone leaves open', () => {
    const { catalogue, maker } = certify(held(400, 'main', 0.3));
    expect(catalogue).toBeLessThan(0.9);
    expect(maker).toBeDefined();
  });

  it('counts no line of which there are too few', () => {
    expect(certify(held(70, 'main', 0, { model: 'Model 7' })).catalogue).toBeDefined();
    expect(certify(held(400, 'main', 0, { model: undefined })).catalogue).toBeUndefined();
  });

  it('rests the threshold for makers on other sources than the main one', () => {
    const main = held(400, 'main', 0);
    const wrong = held(100, 'shop', 0, { finish: 'other' });
    const right = held(100, 'shop', 0);
    expect(certify(main, wrong).maker).toBeGreaterThan(certify(main, right).maker!);
  });
});
