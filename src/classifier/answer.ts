import type { LabelThresholds, LevelThresholds } from './classifier.js';
import type { Level } from './level.js';

/** The most probable label of a tier. */
export interface BestLabel {
  label: string;
  /** 0 to 1 */
  confidence: number;
}

/**
 * The finish where its confidence reaches the threshold of that finish, else the family where its own does, else
 * none. A label without a threshold refuses, and a finish that refuses climbs to the family.
 */
export function levelOf(
  finish: BestLabel | undefined,
  family: BestLabel,
  thresholds: LevelThresholds,
): Level {
  if (finish && reaches(finish, thresholds.finish)) return 'finish';
  return reaches(family, thresholds.family) ? 'family' : 'none';
}

function reaches({ label, confidence }: BestLabel, thresholds: LabelThresholds): boolean {
  return confidence >= (thresholds[label] ?? Number.POSITIVE_INFINITY);
}

/** -1 for an empty list. */
export function indexOfHighest(values: ArrayLike<number>): number {
  let best = -1;
  for (let i = 0; i < values.length; i++) {
    if (best < 0 || values[i]! > values[best]!) best = i;
  }
  return best;
}
