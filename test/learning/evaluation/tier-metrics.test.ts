import { describe, expect, it } from 'vitest';
import { wilsonInterval } from '../../../src/learning/evaluation/interval.js';
import { tierMetrics, topKAccuracy } from '../../../src/learning/evaluation/tier-metrics.js';

describe('tierMetrics', () => {
  const truth = ['red', 'red', 'red', 'blue', 'blue', 'gold'];
  const predicted = ['red', 'red', 'blue', 'blue', 'green', 'red'];
  const metrics = tierMetrics(truth, predicted, { red: 30, blue: 29 });

  it('counts true labels in rows and predicted ones in columns', () => {
    expect(metrics.confusion.labels).toEqual(['blue', 'gold', 'green', 'red']);
    expect(metrics.confusion.counts).toEqual([
      [1, 0, 1, 0],
      [0, 0, 0, 1],
      [0, 0, 0, 0],
      [1, 0, 0, 2],
    ]);
  });

  it('averages over the labels that occur, a class never answered having precision 0', () => {
    expect(metrics.accuracy).toBeCloseTo(3 / 6);
    expect(metrics.accuracyInterval).toEqual(wilsonInterval(3, 6));
    expect(metrics.macroPrecision).toBeCloseTo((1 / 2 + 0 + 2 / 3) / 3);
    expect(metrics.macroRecall).toBeCloseTo((1 / 2 + 0 + 2 / 3) / 3);
    expect(metrics.macro).toMatchObject({ labels: 3, precision: metrics.macroPrecision });
    expect(metrics.perClass.find(({ label }) => label === 'red')).toEqual({
      label: 'red',
      precision: 2 / 3,
      precisionInterval: wilsonInterval(2, 3),
      recall: 2 / 3,
      recallInterval: wilsonInterval(2, 3),
      f1: 4 / 6,
      f1Interval: { low: expect.any(Number), high: expect.any(Number) },
      support: 3,
      answered: 3,
      trainingImages: 30,
    });
    expect(metrics.perClass.find(({ label }) => label === 'gold')).toMatchObject({
      precision: 0,
      precisionInterval: { low: 0, high: 1 },
      answered: 0,
    });
  });

  it('averages over the labels with 30 training photos too', () => {
    expect(metrics.macroFrequent).toMatchObject({
      leastTrainingImages: 30,
      labels: 1,
      precision: 2 / 3,
      recall: 2 / 3,
      f1: 4 / 6,
    });
  });

  it('is all zero for no photo', () => {
    expect(tierMetrics([], [], {})).toMatchObject({ accuracy: 0, macroF1: 0, perClass: [] });
  });
});

describe('topKAccuracy', () => {
  it('counts photos whose label is among the surest; one that is not known never is', () => {
    expect(topKAccuracy([0, 1, 2, 4, Number.POSITIVE_INFINITY])).toEqual({
      '1': 0.2,
      '2': 0.4,
      '3': 0.6,
      '5': 0.8,
    });
    expect(topKAccuracy([])).toEqual({ '1': 0, '2': 0, '3': 0, '5': 0 });
  });
});
