import { describe, expect, it } from 'vitest';
import { f1Interval, meanEstimate, wilsonInterval } from '../../../src/learning/evaluation/interval.js';

describe('wilsonInterval', () => {
  it.each([
    [8, 10, 0.4902, 0.9433],
    [0, 10, 0, 0.2775],
    [10, 10, 0.7225, 1],
    [950, 1000, 0.9347, 0.9619],
    [0, 0, 0, 1],
  ])('of %i out of %i is %f to %f', (right, total, low, high) => {
    const interval = wilsonInterval(right, total);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('is wider for more confidence', () => {
    expect(wilsonInterval(8, 10, 0.99).low).toBeLessThan(wilsonInterval(8, 10, 0.95).low);
  });
});

describe('f1Interval', () => {
  it('holds the score and stays within 0 and 1', () => {
    const { low, high } = f1Interval(8, 4);
    const f1 = (2 * 8) / (2 * 8 + 4);
    expect(low).toBeLessThan(f1);
    expect(high).toBeGreaterThan(f1);
    expect(f1Interval(5, 0).high).toBe(1);
    expect(f1Interval(0, 5).low).toBe(0);
  });
});

describe('meanEstimate', () => {
  const share = (right: number, total: number) => ({
    value: right / total,
    interval: wilsonInterval(right, total),
  });

  it('of one share is that share', () => {
    expect(meanEstimate([share(8, 10)])).toEqual({
      value: 0.8,
      interval: {
        low: expect.closeTo(wilsonInterval(8, 10).low),
        high: expect.closeTo(wilsonInterval(8, 10).high),
      },
    });
  });

  it('of many is known better than each', () => {
    const { value, interval } = meanEstimate(Array.from({ length: 16 }, () => share(8, 10)));
    expect(value).toBeCloseTo(0.8);
    expect(value - interval.low).toBeCloseTo((0.8 - wilsonInterval(8, 10).low) / 4);
  });

  it('of none is unknown', () => {
    expect(meanEstimate([])).toEqual({ value: 0, interval: { low: 0, high: 1 } });
  });
});
