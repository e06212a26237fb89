import type { LabelThresholds } from './classifier.js';
import type { ByTier } from './label-tree.js';
import type { Level } from './level.js';

/** The most probable label of a tier. */
export interface BestLabel {
  label: string;
  /** 0 to 1 */
  confidence: number;
}

/**
 * The answer goes to the fine label if that reaches its threshold, else to the coarse label if that reaches its own,
 * else nowhere. A label without a threshold is never answered. `fine` is undefined if the tree has no fine labels.
 */
export function levelOf(
  { coarse, fine }: { coarse: BestLabel; fine: BestLabel | undefined },
  thresholds: ByTier<LabelThresholds>,
): Level {
  if (fine && reaches(fine, thresholds.fine)) return 'finish';
  return reaches(coarse, thresholds.coarse) ? 'family' : 'none';
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
