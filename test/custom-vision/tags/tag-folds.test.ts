import { describe, expect, it } from 'vitest';
import { toTagFolds } from '../../../src/custom-vision/tags/tag-folds.js';
import { createRandom } from '../../../src/random.js';

const images = (sets: readonly (readonly number[])[]) => sets.map((tags) => ({ tags }));
const repeat = <T>(value: T, times: number): T[] => Array.from({ length: times }, () => value);

describe('folds of tagged photos', () => {
  it('hold every photo once, the same for the same seed only', () => {
    const photos = images([...repeat([0], 9), ...repeat([1], 14)]);
    const folds = toTagFolds(photos, { tags: 2, folds: 4, seed: 1 });
    expect(folds.flat().sort((a, b) => a - b)).toEqual([...photos.keys()]);
    expect(toTagFolds(photos, { tags: 2, folds: 4, seed: 1 })).toEqual(folds);
    expect(toTagFolds(photos, { tags: 2, folds: 4, seed: 2 })).not.toEqual(folds);
  });

  it('spread the photos of each of exclusive tags evenly', () => {
    const photos = images([...repeat([0], 5), ...repeat([1], 23), ...repeat([2], 2)]);
    const folds = toTagFolds(photos, { tags: 3, folds: 4, seed: 1 });
    for (const tag of [0, 1, 2]) {
      const counts = folds.map((rows) => rows.filter((row) => photos[row]?.tags.includes(tag)).length);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
    const sizes = folds.map((rows) => rows.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(2);
  });

  it('leave every head photos of every tag, however the tags mix', () => {
    for (let seed = 0; seed < 50; seed++) {
      const random = createRandom(`tag folds/${seed}`);
      const tags = 2 + random.integer(8);
      const photos = images(
        Array.from({ length: tags }, (_, tag) =>
          Array.from({ length: 5 + random.integer(4) }, () => [
            ...new Set([tag, ...repeat(0, random.integer(4)).map(() => random.integer(tags))]),
          ]),
        ).flat(),
      );
      const folds = toTagFolds(photos, { tags, folds: 4, seed });
      for (const left of folds) {
        const seen = new Set(
          folds.flatMap((rows) => (rows === left ? [] : rows)).flatMap((row) => photos[row]!.tags),
        );
        expect(seen.size).toBe(tags);
      }
    }
  });
});
