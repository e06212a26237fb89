import { expect, it } from 'vitest';
import { chooseSamples } from '../../../src/learning/comparison/compare-samples.js';
import type { LabelledPhoto } from '../../../src/learning/dataset/dataset.js';
import type { Prediction } from '../../../src/learning/evaluation/prediction.js';

const photos = (['red', 'blue'] as const).flatMap((family) =>
  Array.from(
    { length: 10 },
    (_, i): LabelledPhoto => ({
      file: `${family}-${i}.jpg`,
      family,
      finish: i < 8 ? `${family}-finish` : undefined,
      group: `${family}-${i}`,
      split: 'validation',
      confidence: 'high',
    }),
  ),
);

/** Says what `finishOf` says; the family is always right. */
function predict(finishOf: (photo: LabelledPhoto, row: number) => string): Prediction[] {
  return photos.map((photo, row) => ({
    photo,
    family: { label: photo.family, confidence: 0.9, rankOfTruth: 0 },
    finish: { label: finishOf(photo, row), confidence: 0.6, rankOfTruth: 0 },
    level: 'family',
  }));
}

const predictions = new Map([
  ['good', predict((photo) => `${photo.family}-finish`)],
  // Wrong on half of the photos.
  ['bad', predict((photo, row) => (row % 2 === 0 ? 'other' : `${photo.family}-finish`))],
]);

it('takes as many photos of each family, wrong and right in turn, those with a finish first', () => {
  const samples = chooseSamples(photos, predictions, { count: 8, seed: 1 });
  expect(samples).toHaveLength(8);
  for (const family of ['red', 'blue']) {
    const own = samples.filter((sample) => sample.family === family);
    expect(own).toHaveLength(4);
    expect(own.filter(({ answers }) => answers.every(({ right }) => right))).toHaveLength(2);
  }
  expect(samples.every(({ finish }) => finish !== undefined)).toBe(true);
  expect(chooseSamples(photos, predictions, { count: 8, seed: 1 })).toEqual(samples);
  expect(chooseSamples(photos, predictions, { count: 8, seed: 2 })).not.toEqual(samples);
});

it('says what each model answered, of the family where the finish is not known', () => {
  const samples = chooseSamples(photos, predictions, { count: 100, seed: 1 });
  expect(samples).toHaveLength(photos.length);
  const find = (file: string) => samples.find((sample) => sample.file === file);
  expect(find('red-0.jpg')?.answers).toEqual([
    { model: 'good', label: 'red-finish', confidence: 0.6, right: true, level: 'family' },
    { model: 'bad', label: 'other', confidence: 0.6, right: false, level: 'family' },
  ]);
  expect(find('red-8.jpg')).toMatchObject({ answers: [{ label: 'red', right: true }, { label: 'red' }] });
  expect(find('red-8.jpg')).not.toHaveProperty('finish');
});
