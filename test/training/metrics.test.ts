import { describe, expect, it } from 'vitest';
import {
  coverageAtPrecision,
  expectedCalibrationError,
  percentile,
  tierMetrics,
} from '../../src/training/metrics.js';

describe('tierMetrics', () => {
  const truth = ['red', 'red', 'red', 'blue', 'blue', 'gold'];
  const predicted = ['red', 'red', 'blue', 'blue', 'green', 'red'];
  const metrics = tierMetrics(truth, predicted, { red: 7 });

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
    expect(metrics.macroPrecision).toBeCloseTo((1 / 2 + 0 + 2 / 3) / 3);
    expect(metrics.macroRecall).toBeCloseTo((1 / 2 + 0 + 2 / 3) / 3);
    expect(metrics.perClass.find(({ label }) => label === 'red')).toEqual({
      label: 'red',
      precision: 2 / 3,
      recall: 2 / 3,
      support: 3,
      trainingImages: 7,
    });
  });
});

describe('calibration figures', () => {
  it('find no error where confidence is what it says', () => {
    const answers = Array.from({ length: 100 }, (_, i) => ({ confidence: 0.7, right: i < 70 }));
    expect(expectedCalibrationError(answers)).toBeCloseTo(0);
  });

  it('find the gap where it is not', () => {
    const answers = Array.from({ length: 100 }, (_, i) => ({ confidence: 0.9, right: i < 60 }));
    expect(expectedCalibrationError(answers)).toBeCloseTo(0.3);
  });

  it('give the largest part that keeps the precision', () => {
    const answers = [0.9, 0.8, 0.7, 0.6].map((confidence, i) => ({ confidence, right: i !== 1 }));
    expect(coverageAtPrecision(answers, 0.75)).toBe(1);
    expect(coverageAtPrecision(answers, 0.8)).toBe(0.25);
    expect(coverageAtPrecision([], 0.8)).toBe(0);
  });

  it('take percentiles by nearest rank', () => {
    expect(percentile([5, 1, 4, 2, 3], 0.5)).toBe(3);
    expect(percentile([5, 1, 4, 2, 3], 0.95)).toBe(5);
  });
});
