import { describe, expect, it } from 'vitest';
import {
  exceedanceProbability,
  lowerBound,
  trialsWithoutError,
} from '../../../src/learning/calibration/binomial.js';

/** Probability of at least `right` of `count`, by its definition. */
function tail(right: number, count: number, share: number): number {
  let logChoose = 0;
  let sum = 0;
  for (let k = 0; k <= count; k++) {
    if (k > 0) logChoose += Math.log((count - k + 1) / k);
    if (k >= right) sum += Math.exp(logChoose + k * Math.log(share) + (count - k) * Math.log1p(-share));
  }
  return sum;
}

const cases = [
  [59, 59],
  [10, 20],
  [1, 7],
  [580, 600],
  [5200, 5400],
] as const;

describe('lowerBound', () => {
  it.each(cases)(
    'of %i right of %i is the share at which as many are as unlikely as the risk',
    (right, n) => {
      expect(tail(right, n, lowerBound(right, n, 0.05))).toBeCloseTo(0.05, 6);
    },
  );

  it('is 0 where none is right', () => {
    expect(lowerBound(0, 12, 0.05)).toBe(0);
  });
});

describe('exceedanceProbability', () => {
  it.each(cases)('of %i right of %i is the tail of the binomial distribution', (right, n) => {
    expect(exceedanceProbability(right, n, 0.95)).toBeCloseTo(tail(right, n, 0.95), 9);
  });

  it('is 1 where none is right, be it of none', () => {
    expect(exceedanceProbability(0, 12, 0.95)).toBe(1);
    expect(exceedanceProbability(0, 0, 0.95)).toBe(1);
  });
});

describe('trialsWithoutError', () => {
  it('proves the share, and one trial fewer does not', () => {
    expect(trialsWithoutError(0.95, 0.05)).toBe(59);
    expect(trialsWithoutError(0.9, 0.05)).toBe(29);
    expect(lowerBound(59, 59, 0.05)).toBeGreaterThanOrEqual(0.95);
    expect(lowerBound(58, 58, 0.05)).toBeLessThan(0.95);
  });
});
