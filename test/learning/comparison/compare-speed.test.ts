import { expect, it } from 'vitest';
import { agreement } from '../../../src/learning/comparison/compare-speed.js';

const scores = (coarse: number[], fine: number[]) => ({
  coarse: Float32Array.from(coarse),
  fine: Float32Array.from(fine),
  bodyShare: 1,
});

it('counts equal answers of two engines and finds the largest difference', () => {
  const a = [scores([0.5, 0.5 - 0.25], [0.5, 0.25]), scores([0.75, 0.25], [0.5, 0.25])];
  const b = [scores([0.5, 0.25], [0.25, 0.5]), scores([0.625, 0.375], [0.5, 0.25])];
  expect(agreement(a, b)).toEqual({ sameFamily: 1, sameFinish: 0.5, largestDifference: 0.25 });
  expect(agreement(a, a)).toEqual({ sameFamily: 1, sameFinish: 1, largestDifference: 0 });
});
