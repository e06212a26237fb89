import { describe, expect, it } from 'vitest';
import {
  accuracyAt,
  fitLearningCurve,
  type LearningCurve,
  type LearningPoint,
  photosFor,
  toLearningPoint,
} from '../../../src/learning/labelling/learning-curve.js';
import { errorAt, fitPowerLaw, type PowerLaw } from '../../../src/learning/labelling/power-law.js';
import { createRandom } from '../../../src/random.js';

const sizes = [200, 500, 1000, 2000, 5000];
const truth: PowerLaw = { scale: 6, exponent: 0.5, floor: 0.06 };

function curveOf(points: readonly LearningPoint[], seed = 1): LearningCurve {
  const fit = fitLearningCurve(points, { seed });
  if (!fit.fitted) throw new Error(fit.reason);
  return fit.curve;
}

describe('fitPowerLaw', () => {
  it.each([
    truth,
    { scale: 2, exponent: 0.2, floor: 0 },
    { scale: 30, exponent: 1.1, floor: 0.1 },
    { scale: 0, exponent: 1, floor: 0.2 },
  ])('recovers $scale n^-$exponent + $floor from exact points', (law) => {
    const points = sizes.map((n) => ({ n, error: errorAt(law, n), weight: 100 }));
    const fitted = fitPowerLaw(points);
    for (const n of [...sizes, 50_000]) expect(errorAt(fitted, n)).toBeCloseTo(errorAt(law, n), 4);
    if (law.scale > 0) expect(fitted.exponent).toBeCloseTo(law.exponent, 2);
  });

  it('heeds the weights, and keeps scale and floor at 0 or above', () => {
    const points = sizes.map((n) => ({ n, error: errorAt(truth, n), weight: 100 }));
    const outlier = { n: 2000, error: 0.9, weight: 1e-6 };
    expect(errorAt(fitPowerLaw([...points, outlier]), 10_000)).toBeCloseTo(errorAt(truth, 10_000), 3);
    const rising = fitPowerLaw(sizes.map((n) => ({ n, error: n / 10_000, weight: 1 })));
    expect(rising.scale).toBe(0);
    const steep = fitPowerLaw(sizes.map((n) => ({ n, error: 200 / n - 0.02, weight: 1 })));
    expect(steep.floor).toBe(0);
  });
});

describe('fitLearningCurve', () => {
  it('holds the truth in its intervals about nine times in ten', () => {
    const random = createRandom('learning curves');
    const runs = 60;
    let within = 0;
    for (let run = 0; run < runs; run++) {
      const points = sizes.flatMap((photos) =>
        [1, 2, 3].map(() => ({
          photos,
          accuracy: 1 - errorAt(truth, photos) + 0.01 * random.normal(),
          standardError: 0.01,
        })),
      );
      const fit = fitLearningCurve(points, { seed: run, rounds: 100 });
      if (!fit.fitted) continue;
      const { value, low, high } = accuracyAt(fit.curve, 20_000);
      expect(low).toBeLessThanOrEqual(value + 1e-9);
      expect(high).toBeGreaterThanOrEqual(value - 1e-9);
      const accuracy = 1 - errorAt(truth, 20_000);
      if (low <= accuracy && accuracy <= high) within++;
    }
    expect(within / runs).toBeGreaterThan(0.75);
  });

  it('continues the curve that was measured on real guitars', () => {
    const measured = [0.642, 0.808, 0.854, 0.877, 0.892];
    const points = sizes.map((photos, i) =>
      toLearningPoint(photos, Math.round((measured[i] as number) * 738), 738),
    );
    const curve = curveOf(points);
    for (const { photos, accuracy } of points) {
      expect(Math.abs(accuracyAt(curve, photos).value - accuracy)).toBeLessThan(0.02);
    }
    const at10k = accuracyAt(curve, 10_000);
    expect(at10k.value).toBeGreaterThan(0.885);
    expect(at10k.value).toBeLessThan(0.93);
    expect(at10k.high - at10k.low).toBeGreaterThan(0.005);
    const { value, low, high } = photosFor(curve, 0.85);
    expect(value).toBeGreaterThan(700);
    expect(value).toBeLessThan(1500);
    expect(low).toBeLessThanOrEqual(value as number);
    expect(high).toBeGreaterThanOrEqual(value as number);
  });

  it('says which accuracy is out of reach', () => {
    const exact = sizes.map((photos) => ({
      photos,
      accuracy: 1 - errorAt(truth, photos),
      standardError: 0.002,
    }));
    const curve = curveOf(exact);
    expect(photosFor(curve, 0.97).value).toBeNull();
    expect(photosFor(curve, 0.97).high).toBeNull();
    // 6 n^-0.5 + 0.06 = 0.1 at n = 22500.
    expect(photosFor(curve, 0.9).value).toBeGreaterThan(20_000);
    expect(photosFor(curve, 0.9).value).toBeLessThan(25_000);
  });

  it('widens the intervals where points scatter more than their errors say', () => {
    const scatter = (amount: number) =>
      curveOf(
        sizes.flatMap((photos) =>
          [-1, 1].map((sign) => ({
            photos,
            accuracy: 1 - errorAt(truth, photos) + sign * amount,
            standardError: 0.004,
          })),
        ),
      );
    const width = (curve: LearningCurve) => {
      const { low, high } = accuracyAt(curve, 20_000);
      return high - low;
    };
    expect(width(scatter(0.02))).toBeGreaterThan(2 * width(scatter(0.002)));
  });

  it('refuses where the points cannot tell, and is the same for the same seed', () => {
    const points = sizes.map((photos) => toLearningPoint(photos, 80, 100));
    for (const few of [[], points.slice(0, 3), [...points.slice(0, 3), ...points.slice(0, 3)]]) {
      expect(fitLearningCurve(few)).toMatchObject({
        fitted: false,
        reason: expect.stringContaining('at least 4'),
      });
    }
    const near = [1000, 1100, 1200, 1300].map((photos) => toLearningPoint(photos, 80, 100));
    expect(fitLearningCurve(near)).toMatchObject({
      fitted: false,
      reason: expect.stringContaining('factor of 1.3'),
    });
    expect(fitLearningCurve(points, { seed: 3 })).toEqual(fitLearningCurve(points, { seed: 3 }));
  });

  it('gives points without an error a standard error above 0', () => {
    expect(toLearningPoint(100, 50, 50).standardError).toBeGreaterThan(0.01);
  });
});
