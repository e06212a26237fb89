import { describe, expect, it } from 'vitest';
import {
  coverageAtPrecision,
  expectedCalibrationError,
  percentile,
  reliabilityBins,
  riskCoverage,
} from '../../../src/learning/evaluation/metrics.js';

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

  it('do not split answers of the same confidence', () => {
    const answers = [true, false, false, true].map((right) => ({ confidence: 0.5, right }));
    expect(coverageAtPrecision(answers, 0.9)).toBe(0);
    expect(coverageAtPrecision(answers, 0.5)).toBe(1);
    expect(riskCoverage(answers)).toEqual({
      points: [{ coverage: 1, risk: 0.5, threshold: 0.5 }],
      area: 0.5,
    });
  });
});

describe('reliabilityBins', () => {
  it('give what is right in each range of confidence, without empty ranges', () => {
    const answers = [0.05, 0.91, 0.95, 1].map((confidence) => ({ confidence, right: confidence > 0.93 }));
    const bins = reliabilityBins(answers, 10);
    expect(bins.map(({ from, count }) => [from, count])).toEqual([
      [0, 1],
      [0.9, 3],
    ]);
    expect(bins[1]?.meanConfidence).toBeCloseTo((0.91 + 0.95 + 1) / 3);
    expect(bins[1]?.accuracy).toBeCloseTo(2 / 3);
    expect(bins[1]?.accuracyInterval.low).toBeCloseTo(0.2077, 4);
  });
});

describe('riskCoverage', () => {
  it('is the share of wrong answers among the surest, and its mean', () => {
    const answers = [true, true, false, true].map((right, i) => ({ confidence: 1 - i / 10, right }));
    const { points, area } = riskCoverage(answers);
    expect(points.map(({ coverage }) => coverage)).toEqual([0.25, 0.5, 0.75, 1]);
    expect(points.map(({ risk }) => risk)).toEqual([0, 0, expect.closeTo(1 / 3), 0.25]);
    expect(area).toBeCloseTo((1 / 3 + 1 / 4) / 4);
  });

  it('thins its points but keeps both ends, and the area of all', () => {
    const answers = Array.from({ length: 5000 }, (_, i) => ({
      confidence: 1 - i / 5000,
      right: i % 2 === 0,
    }));
    const { points, area } = riskCoverage(answers);
    expect(points.length).toBeLessThanOrEqual(200);
    expect(points.length).toBeGreaterThan(150);
    expect(points[0]?.coverage).toBe(1 / 5000);
    expect(points.at(-1)).toMatchObject({ coverage: 1, risk: 0.5 });
    expect(area).toBeCloseTo(0.5, 2);
  });

  it('is empty for no answers', () => {
    expect(riskCoverage([])).toEqual({ points: [], area: 0 });
  });
});
