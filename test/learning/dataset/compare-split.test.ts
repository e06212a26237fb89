import { expect, it } from 'vitest';
import { splitForComparison } from '../../../src/learning/dataset/compare-split.js';
import type { LabelledPhoto, Split } from '../../../src/learning/dataset/dataset.js';

const dataset = { path: 'd', families: ['red'] };
const photo = (index: number, split?: Split): LabelledPhoto => ({
  file: `${index}.jpg`,
  family: 'red',
  finish: undefined,
  group: `g${Math.floor(index / 2)}`,
  split,
  confidence: 'high',
});

it('compares on the validation rows and leaves the test rows alone', () => {
  const photos = [photo(0, 'train'), photo(2, 'validation'), photo(4, 'test'), photo(6)];
  const { training, validation, heldOut } = splitForComparison({ ...dataset, photos }, 1);
  expect(heldOut).toBe(false);
  expect(validation).toEqual([photos[1]]);
  expect(training).toEqual({ ...dataset, photos: [photos[0], photos[3]] });
});

it('holds out a fifth of the groups where no row is for validation, the same by the same seed', () => {
  const photos = [
    ...Array.from({ length: 40 }, (_, i) => photo(i)),
    photo(40, 'test'),
    photo(42, 'train'),
    photo(44, 'train'),
  ];
  const split = splitForComparison({ ...dataset, photos }, 1);
  expect(split.heldOut).toBe(true);
  const groups = (some: readonly LabelledPhoto[]) => new Set(some.map(({ group }) => group));
  expect(groups(split.validation).size).toBe(5);
  expect(groups(split.training.photos).size).toBe(17);
  for (const group of groups(split.validation)) expect(groups(split.training.photos)).not.toContain(group);
  expect([...split.validation, ...split.training.photos]).not.toContain(photos[40]);
  expect(splitForComparison({ ...dataset, photos }, 1)).toEqual(split);
  expect(splitForComparison({ ...dataset, photos }, 2).validation).not.toEqual(split.validation);
});
