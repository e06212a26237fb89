import { describe, expect, it } from 'vitest';
import type { LabelledPhoto } from '../../src/learning/dataset/dataset.js';
import { predictionMetrics } from '../../src/learning/evaluation/evaluate.js';
import { toPrediction } from '../../src/learning/evaluation/prediction.js';

const classifier = {
  labels: {
    coarse: ['red', 'blue'],
    fine: [
      { label: 'cherry', parent: 'red' },
      { label: 'fiesta-red', parent: 'red' },
      { label: 'pelham-blue', parent: 'blue' },
    ],
  },
  thresholds: {
    coarse: { red: 0.8, blue: 0.8 },
    fine: { cherry: 0.6, 'fiesta-red': 0.6, 'pelham-blue': 0.6 },
  },
};

const rightPhoto: LabelledPhoto = {
  ...{ file: 'a', family: 'red', finish: 'cherry', group: 'a' },
  ...{ split: undefined, confidence: 'high' },
};

function predict(file: string, family: string, finish: string | undefined, scores: [number, number, number]) {
  const photo: LabelledPhoto = { file, family, finish, group: file, split: undefined, confidence: 'high' };
  const fine = Float32Array.from(scores);
  const coarse = Float32Array.from([scores[0] + scores[1], scores[2]]);
  return toPrediction(photo, { coarse, fine }, classifier);
}

describe('toPrediction', () => {
  it('names the surest labels, where the true ones come, and how far the answer goes', () => {
    expect(predict('a', 'red', 'fiesta-red', [0.7, 0.2, 0.1])).toMatchObject({
      family: { label: 'red', confidence: expect.closeTo(0.9), rankOfTruth: 0 },
      finish: { label: 'cherry', confidence: expect.closeTo(0.7), rankOfTruth: 1 },
      level: 'finish',
    });
    expect(predict('b', 'red', 'unheard-of', [0.5, 0.4, 0.1])).toMatchObject({
      finish: { rankOfTruth: Number.POSITIVE_INFINITY },
      level: 'family',
    });
  });

  it('counts a photo with a reason as not answered', () => {
    const photo: LabelledPhoto = { ...rightPhoto, file: 'grey' };
    const scores = { coarse: Float32Array.of(0.95, 0.05), fine: Float32Array.of(0.9, 0.05, 0.05) };
    expect(toPrediction(photo, scores, classifier).level).toBe('finish');
    expect(toPrediction(photo, { ...scores, reason: 'no_colour' }, classifier).level).toBe('none');
  });
});

describe('predictionMetrics', () => {
  const metrics = predictionMetrics(
    [
      predict('right', 'red', 'cherry', [0.9, 0.05, 0.05]),
      predict('sure and wrong', 'blue', 'pelham-blue', [0.8, 0.15, 0.05]),
      predict('wrong finish', 'red', 'fiesta-red', [0.5, 0.4, 0.1]),
      predict('no finish', 'blue', undefined, [0.3, 0.3, 0.4]),
      predict('unsure', 'blue', 'pelham-blue', [0.3, 0.25, 0.45]),
    ],
    { family: {}, finish: {} },
  );

  it('leave photos without a finish out of the finish figures', () => {
    expect(metrics.family.accuracy).toBeCloseTo(2 / 5);
    expect(metrics.finish.accuracy).toBeCloseTo(2 / 4);
    expect(metrics.finish.topK['2']).toBeCloseTo(3 / 4);
  });

  it('list the wrong answers, surest first', () => {
    expect(metrics.mistakes.finish.map(({ file }) => file)).toEqual(['sure and wrong', 'wrong finish']);
    expect(metrics.mistakes.finish[0]).toEqual({
      file: 'sure and wrong',
      truth: 'pelham-blue',
      answer: 'cherry',
      confidence: expect.closeTo(0.8),
      level: 'finish',
    });
    expect(metrics.mistakes.family.map(({ file }) => file)).toEqual([
      'sure and wrong',
      'no finish',
      'unsure',
    ]);
  });

  it('say how many photos are answered at each level and how many rightly', () => {
    expect(metrics.levels.finish).toMatchObject({ photos: 2, share: 0.5, precision: 0.5 });
    expect(metrics.levels.family).toMatchObject({ photos: 1, share: 0.25, precision: 1 });
    expect(metrics.levels.none).toMatchObject({ photos: 1, share: 0.25, precision: 0 });
  });
});
