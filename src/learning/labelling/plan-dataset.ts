import type { LabelledPhoto } from '../dataset/dataset.js';
import { countLabels } from '../dataset/labels.js';
import { type LabelPlan, planLabels } from './label-planner.js';
import { accuracyAt, fitLearningCurve, type Interval, photosFor, toLearningPoint } from './learning-curve.js';
import type { CurveMeasurement } from './measure-curve.js';

export interface PlanOptions {
  /** Every finish that might be labelled. */
  finishes: Iterable<{ slug: string; family: string }>;
  /** Listings that are of each finish; absent: as the labelled photos are. */
  listings?: ReadonlyMap<string, number> | undefined;
  /** How many more photos of a finish to plan with. */
  extraPhotos: number;
  seed: number;
}

export interface TierForecast {
  /** Accuracy with as many photos as there are, twice and four times as many. */
  expected: { photos: number; accuracy: Interval<number> }[];
  /** Photos that the next rounder accuracies need. */
  needed: { accuracy: number; photos: Interval<number | null> }[];
}

/** A reason in place of a forecast: the measured sizes do not give one. */
export type Forecast = TierForecast | { reason: string };

export interface DatasetPlan {
  /** Labelled photos there are to train on. */
  photos: number;
  measurements: CurveMeasurement[];
  family: Forecast;
  finish: Forecast;
  extraPhotos: number;
  /** Undefined: no finish was tested, so that nothing is known of any. */
  labels: LabelPlan | undefined;
}

const accuracies = [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.96, 0.97, 0.98, 0.99];
const accuraciesShown = 3;

/** What more photos would bring, from a measured learning curve: in all, and of each finish. */
export function planDataset(
  photos: readonly LabelledPhoto[],
  measurements: CurveMeasurement[],
  { finishes, listings, extraPhotos, seed }: PlanOptions,
): DatasetPlan {
  const counts = countLabels(photos).finish;
  const toPlan = [...finishes].map(({ slug, family }) => ({
    slug,
    family,
    photos: counts[slug] ?? 0,
    measurements: measurements.flatMap(({ finishes: own }) => own[slug] ?? []),
    ...(listings ? { listings: listings.get(slug) ?? 0 } : {}),
  }));
  const tested = toPlan.some((one) => one.measurements.some((m) => m.tested > 0 && m.trainingPhotos > 0));
  return {
    photos: photos.length,
    measurements,
    family: forecast(measurements, 'family', photos.length, seed),
    finish: forecast(measurements, 'finish', photos.length, seed),
    extraPhotos,
    labels: tested ? planLabels(toPlan, { extraPhotos }) : undefined,
  };
}

/** The accuracy points of one tier; sizes at which nothing was tested are left out. */
export function tierPoints(measurements: readonly CurveMeasurement[], tier: 'family' | 'finish') {
  return measurements
    .filter((measurement) => measurement[tier].tested > 0)
    .map((measurement) =>
      toLearningPoint(measurement.photos, measurement[tier].right, measurement[tier].tested),
    );
}

function forecast(
  measurements: readonly CurveMeasurement[],
  tier: 'family' | 'finish',
  photos: number,
  seed: number,
): Forecast {
  const points = tierPoints(measurements, tier);
  if (points.length === 0) return { reason: `No photo with a ${tier} could be tested.` };
  const fit = fitLearningCurve(points, { seed });
  if (!fit.fitted) return { reason: fit.reason };
  const expected = [1, 2, 4].map((factor) => ({
    photos: photos * factor,
    accuracy: accuracyAt(fit.curve, photos * factor),
  }));
  const now = expected[0]!.accuracy.value;
  return {
    expected,
    needed: accuracies
      .filter((accuracy) => accuracy > now)
      .slice(0, accuraciesShown)
      .map((accuracy) => ({ accuracy, photos: photosFor(fit.curve, accuracy) })),
  };
}
