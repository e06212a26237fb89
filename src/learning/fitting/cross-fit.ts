import type { HeadWeights } from '../../classifier/head.js';
import { createRandom } from '../../random.js';
import type { HeldBack } from '../calibration/calibrate.js';
import type { LabelledPhoto } from '../dataset/dataset.js';
import type { Labels } from '../dataset/labels.js';
import type { Examples } from './fit.js';
import { type FitFoldsOptions, fitFolds } from './fit-folds.js';

export interface CrossFitOptions extends Omit<FitFoldsOptions, 'isJudged'> {
  /** Photos that are answered: those of sure label (the default, to calibrate on), or all. */
  judge?: 'high' | 'all';
}

export interface CrossFit {
  heads: HeadWeights[];
  /** What each head says of the photos that it has not seen: every photo to be judged once, `rows` of it. */
  held: HeldBack & { rows: number[] };
}

/** Parts that the photos are cut into; each head is fitted without one of them. */
export const foldCount = 4;

/**
 * Fits as many heads as folds, each without another fold of the photos, so that together they have seen all of
 * them and yet every photo has an answer of a head that has not seen it (cross-fitting). Groups stay together.
 */
export async function crossFit(
  photos: readonly LabelledPhoto[],
  examples: Examples,
  { head: labels }: Labels,
  { judge = 'high', ...options }: CrossFitOptions,
): Promise<CrossFit> {
  const isJudged = (row: number) => judge === 'all' || photos[row]?.confidence === 'high';
  const { heads, answers } = await fitFolds(toFolds(photos, options.seed), examples, labels, {
    ...options,
    isJudged,
  });
  const held: CrossFit['held'] = { logits: [], family: [], finish: [], group: [], rows: [] };
  for (const { row, logits } of answers) {
    held.logits.push(logits);
    held.family.push(examples.family[row]!);
    held.finish.push(examples.finish[row]!);
    held.group.push(photos[row]!.group!);
    held.rows.push(row);
  }
  return { heads, held };
}

/** Rows of each fold: whole groups, so that no guitar is on both sides. */
function toFolds(photos: readonly LabelledPhoto[], seed: number): number[][] {
  const groups = createRandom(`folds/${seed}`).shuffle([...new Set(photos.map((photo) => photo.group))]);
  const foldOf = new Map(groups.map((group, index) => [group, index % foldCount]));
  return Array.from({ length: foldCount }, (_, fold) =>
    photos.flatMap((photo, row) => (foldOf.get(photo.group) === fold ? [row] : [])),
  );
}
