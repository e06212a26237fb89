import { errorAt, fitPowerLaw, type PowerLaw, type WeightedPoint } from './power-law.js';

/** How a finish fared out of fold: `right` of its `tested` photos, by models taught with so many of its photos. */
export interface RecallMeasurement {
  trainingPhotos: number;
  tested: number;
  right: number;
}

export interface FinishToPlan {
  slug: string;
  family: string;
  /** Labelled photos there are now. */
  photos: number;
  /** Of several training-set sizes where a learning curve was measured; empty where it was never tested. */
  measurements: readonly RecallMeasurement[];
  /** Listings of the catalogue that are probably of this finish; give it for all finishes or for none. */
  listings?: number;
}

export interface PlannedFinish {
  slug: string;
  family: string;
  photos: number;
  /** Measured with most training photos; 0 where the finish is not taught, null where it was never tested. */
  recall: number | null;
  /** Share of the catalogue, or of the labelled photos where that is not known. */
  share: number;
  /** Recall that the curve expects with the photos there are, and with the extra ones. */
  expected: { now: number; after: number };
  /** Expected share of further right answers, over the whole catalogue. */
  gain: number;
  /** For a person. */
  reason: string;
}

export interface LabelPlan {
  /** Error within a finish against its training photos, over all finishes. */
  law: PowerLaw;
  /** False: too few sizes were measured to fit an exponent; 0.5, the rate of statistics, is assumed. */
  fitted: boolean;
  /** Highest gain first. */
  finishes: PlannedFinish[];
}

/**
 * Which finishes to label next: the expected further right answers of `extraPhotos` more photos of each, by
 * share x (error now - error after). What more photos do to the precision of other finishes is not counted.
 *
 * The error within a finish follows the law error(n) = f (a n^-b + c) of its training photos n. a, b and c are
 * pooled over all finishes, weighted by photos tested and by how much finishes differ (random effects, DerSimonian
 * and Laird 1986). f says how much harder than others a finish is: its observed over its expected errors, shrunk
 * towards 1 the more the fewer were tested (gamma-Poisson, Clayton and Kaldor 1987, with the moments of Marshall
 * 1991). A finish with fewer than `leastPhotos` photos is not taught: its recall is 0 until it has as many.
 */
export function planLabels(
  finishes: readonly FinishToPlan[],
  { extraPhotos = 20, leastPhotos = 5 }: { extraPhotos?: number; leastPhotos?: number } = {},
): LabelPlan {
  const { law, fitted } = fitPooledLaw(finishes.flatMap(({ measurements }) => measurements));
  const latest = finishes.map(({ measurements }) => last(measurements));
  const factors = shrunkFactors(latest, law);
  const shares = sharesOf(finishes);
  const ofWhat = isFromCatalogue(finishes) ? 'listings' : 'labelled photos';
  const planned = finishes.map(({ slug, family, photos }, i): PlannedFinish => {
    const recallWith = (count: number) =>
      count < leastPhotos ? 0 : 1 - Math.min(1, factors[i]! * errorAt(law, count));
    const measurement = latest[i];
    const recall = measurement ? measurement.right / measurement.tested : null;
    const expected = { now: recallWith(photos), after: recallWith(photos + extraPhotos) };
    const share = shares[i]!;
    const gain = share * (expected.after - expected.now);
    const state =
      photos < leastPhotos
        ? `not taught before it has ${leastPhotos}`
        : recall === null
          ? 'never tested'
          : `recall ${recall.toFixed(2)}`;
    return {
      slug,
      family,
      photos,
      recall: photos < leastPhotos ? 0 : recall,
      share,
      expected,
      gain,
      reason:
        `${photos} ${photos === 1 ? 'photo' : 'photos'}, ${state}, ${toPercent(share)} of ${ofWhat}: ` +
        `${extraPhotos} more photos should bring +${toPercent(gain)} right answers`,
    };
  });
  planned.sort((a, b) => b.gain - a.gain || b.share - a.share || (a.slug < b.slug ? -1 : 1));
  return { law, fitted, finishes: planned };
}

/** A law of the error within a finish, from measurements of all of them. Throws a RangeError where there are none. */
function fitPooledLaw(all: readonly RecallMeasurement[]): { law: PowerLaw; fitted: boolean } {
  const measured = all.filter(({ tested, trainingPhotos }) => tested > 0 && trainingPhotos > 0);
  if (measured.length === 0) throw new RangeError('no finish was tested out of fold');
  // Agresti and Coull: no measurement is without doubt.
  const points = measured.map(({ trainingPhotos, tested, right }) => {
    const smoothed = (tested - right + 2) / (tested + 4);
    return {
      n: trainingPhotos,
      error: (tested - right) / tested,
      variance: (smoothed * (1 - smoothed)) / (tested + 4),
    };
  });
  const weigh = (between: number): WeightedPoint[] =>
    points.map(({ n, error, variance }) => ({ n, error, weight: 1 / (variance + between) }));
  const sizes = new Set(points.map(({ n }) => n));
  const fitted = sizes.size >= 4 && Math.max(...sizes) >= 4 * Math.min(...sizes);
  const fitWith = (between: number) => (fitted ? fitPowerLaw(weigh(between)) : assumedLaw(weigh(between)));

  const first = fitWith(0);
  const weights = points.map(({ variance }) => 1 / variance);
  const scatter = sum(points.map(({ n, error }, i) => weights[i]! * (error - errorAt(first, n)) ** 2));
  const effective = sum(weights) - sum(weights.map((weight) => weight ** 2)) / sum(weights);
  const between = effective > 0 ? Math.max(0, (scatter - (points.length - 1)) / effective) : 0;
  return { law: fitWith(between), fitted };
}

function assumedLaw(points: readonly WeightedPoint[]): PowerLaw {
  const exponent = 0.5;
  const numerator = sum(points.map(({ n, error, weight }) => weight * n ** -exponent * error));
  const denominator = sum(points.map(({ n, weight }) => weight * n ** (-2 * exponent)));
  return { scale: numerator / denominator, exponent, floor: 0 };
}

/** How many times the pooled error each finish has; 1 for one that was never tested. */
function shrunkFactors(latest: readonly (RecallMeasurement | undefined)[], law: PowerLaw): number[] {
  const counts = latest.map((measurement) => {
    if (!measurement) return { observed: 0, expected: 0, variance: 0 };
    const error = errorAt(law, measurement.trainingPhotos);
    const expected = measurement.tested * error;
    return { observed: measurement.tested - measurement.right, expected, variance: expected * (1 - error) };
  });
  const excess = sum(counts.map(({ observed, expected, variance }) => (observed - expected) ** 2 - variance));
  const spread = excess / sum(counts.map(({ expected }) => expected ** 2));
  // No more scatter than chance gives, or no error at all: all finishes are alike.
  if (!(spread > 0)) return counts.map(() => 1);
  const prior = 1 / spread;
  return counts.map(({ observed, expected }) => (observed + prior) / (expected + prior));
}

function isFromCatalogue(finishes: readonly FinishToPlan[]): boolean {
  return finishes.some(({ listings }) => (listings ?? 0) > 0);
}

/** By listings; else by labelled photos, half of one for each finish, so that one without photos still counts. */
function sharesOf(finishes: readonly FinishToPlan[]): number[] {
  const fromCatalogue = isFromCatalogue(finishes);
  const counts = finishes.map(({ listings, photos }) => (fromCatalogue ? (listings ?? 0) : photos + 0.5));
  const total = sum(counts);
  return counts.map((count) => count / total);
}

/** Measured with most training photos. */
function last(measurements: readonly RecallMeasurement[]): RecallMeasurement | undefined {
  return measurements
    .filter(({ tested, trainingPhotos }) => tested > 0 && trainingPhotos > 0)
    .reduce<RecallMeasurement | undefined>(
      (most, one) => (most && most.trainingPhotos >= one.trainingPhotos ? most : one),
      undefined,
    );
}

function toPercent(share: number): string {
  return `${(share * 100).toFixed(share < 0.001 ? 2 : 1)} %`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
