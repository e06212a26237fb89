import type { LevelThresholds } from './classifier.js';

/** How far an answer goes. */
export type Level = 'finish' | 'family' | 'none';

/** The finish where its confidence reaches the threshold, else the family, else none. */
export function levelOf(finish: number, family: number, thresholds: LevelThresholds): Level {
  if (finish >= thresholds.finish) return 'finish';
  return family >= thresholds.family ? 'family' : 'none';
}

/** -1 for an empty list. */
export function indexOfHighest(values: ArrayLike<number>): number {
  let best = -1;
  for (let i = 0; i < values.length; i++) {
    if (best < 0 || (values[i] as number) > (values[best] as number)) best = i;
  }
  return best;
}
