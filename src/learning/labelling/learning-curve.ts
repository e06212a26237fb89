import { createRandom } from '../../random.js';
import { errorAt, fitPowerLaw, type PowerLaw } from './power-law.js';

/** An accuracy measured with a model trained on so many photos; several of the same size (seeds, folds) are welcome. */
export interface LearningPoint {
  photos: number;
  /** 0 to 1 */
  accuracy: number;
  /** Of the accuracy; above 0. */
  standardError: number;
}

export interface LearningCurve {
  law: PowerLaw;
  /** Laws of the bootstrap: what else the points allow. */
  samples: PowerLaw[];
}

export type LearningCurveFit = { fitted: true; curve: LearningCurve } | { fitted: false; reason: string };

/** An interval that holds the truth in 90 % of cases if the power law does. */
export interface Interval<T> {
  value: T;
  low: T;
  high: T;
}

const leastSizes = 4;
const leastSpan = 4;
/** Nobody labels more. */
const mostPhotos = 1e8;

/** The point of a model that had `right` of `tested` photos right (standard error of Agresti and Coull 1998). */
export function toLearningPoint(photos: number, right: number, tested: number): LearningPoint {
  const smoothed = (right + 2) / (tested + 4);
  return {
    photos,
    accuracy: right / tested,
    standardError: Math.sqrt((smoothed * (1 - smoothed)) / (tested + 4)),
  };
}

/**
 * Fits error(n) = a n^-b + c to measured accuracies, weighted by their standard errors, and refuses with a reason
 * where the points cannot tell a, b and c apart. The intervals are those of a parametric bootstrap (Efron and
 * Tibshirani 1993, chapter 6.5): the points are drawn again and again around the fitted curve within their standard
 * errors, which are widened where the points scatter more than they say. The same seed gives the same intervals.
 */
export function fitLearningCurve(
  points: readonly LearningPoint[],
  { seed = 1, rounds = 400 }: { seed?: number | string; rounds?: number } = {},
): LearningCurveFit {
  const sizes = [...new Set(points.map(({ photos }) => photos))];
  const span = Math.max(...sizes) / Math.min(...sizes);
  if (sizes.length < leastSizes || span < leastSpan) {
    return {
      fitted: false,
      reason:
        `A learning curve needs accuracies for at least ${leastSizes} training-set sizes, the largest at least ` +
        `${leastSpan} times the smallest; there are ${sizes.length}${sizes.length > 1 ? `, over a factor of ${span.toFixed(1)}` : ''}.`,
    };
  }
  const fitErrors = (errors: readonly number[]) =>
    fitPowerLaw(
      points.map(({ photos, standardError }, i) => ({
        n: photos,
        error: errors[i]!,
        weight: 1 / standardError ** 2,
      })),
    );
  const law = fitErrors(points.map(({ accuracy }) => 1 - accuracy));
  const excess = points.map(
    ({ photos, accuracy, standardError }) => (1 - accuracy - errorAt(law, photos)) / standardError,
  );
  const degrees = Math.max(1, points.length - 3);
  const widening = Math.max(1, Math.sqrt(excess.reduce((sum, z) => sum + z * z, 0) / degrees));
  const random = createRandom(`learning curve/${seed}`);
  const samples = Array.from({ length: rounds }, () =>
    fitErrors(
      points.map(
        ({ photos, standardError }) => errorAt(law, photos) + widening * standardError * random.normal(),
      ),
    ),
  );
  return { fitted: true, curve: { law, samples } };
}

/** Expected accuracy, 0 to 1, of a model trained on so many photos. */
export function accuracyAt({ law, samples }: LearningCurve, photos: number): Interval<number> {
  const of = (one: PowerLaw) => 1 - errorAt(one, photos);
  return { value: of(law), ...middle(samples.map(of)) };
}

/** Training photos that the accuracy needs; null: it is not reached with any number of photos like these. */
export function photosFor({ law, samples }: LearningCurve, accuracy: number): Interval<number | null> {
  const of = ({ scale, exponent, floor }: PowerLaw) => {
    const reducible = 1 - accuracy - floor;
    if (reducible <= 0) return Number.POSITIVE_INFINITY;
    return Math.max(1, Math.ceil((scale / reducible) ** (1 / exponent)));
  };
  const toPhotos = (count: number) => (count <= mostPhotos ? count : null);
  const { low, high } = middle(samples.map(of));
  return { value: toPhotos(of(law)), low: toPhotos(low), high: toPhotos(high) };
}

/** The middle 90 %. */
function middle(values: readonly number[]): { low: number; high: number } {
  const sorted = [...values].sort((a, b) => (a === b ? 0 : a - b));
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  return { low: at(0.05), high: at(0.95) };
}
