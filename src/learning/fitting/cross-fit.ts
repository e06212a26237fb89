import type { HeadWeights } from '../../classifier/head.js';
import type { LabelTree } from '../../classifier/label-tree.js';
import { createRandom } from '../../random.js';
import type { HeldBack } from '../calibration/calibrate.js';
import type { LabelledPhoto } from '../dataset/dataset.js';
import type { Examples, SingleLabels } from './examples.js';
import { type FitFoldsOptions, fitFolds } from './fit-folds.js';

export interface CrossFitOptions extends Omit<FitFoldsOptions, 'isJudged'> {
  /** Which photos are answered: those with a sure label (the default, for calibration), or all. */
  judge?: 'high' | 'all';
}

export interface CrossFit {
  heads: HeadWeights[];
  /** Each judged photo once, answered by the head that has not seen it, and its row. */
  held: HeldBack & { rows: number[] };
}

/** The photos are cut into so many parts. Each head is fitted without one of them. */
export const foldCount = 4;

/**
 * Cross-fitting: fits one head for each fold of the photos, without that fold. Together the heads have seen all photos,
 * and yet each photo has an answer from a head that has not seen it. A group is never split between folds.
 */
export async function crossFit(
  photos: readonly LabelledPhoto[],
  examples: Examples<SingleLabels>,
  labels: LabelTree,
  { judge = 'high', ...options }: CrossFitOptions,
): Promise<CrossFit> {
  const isJudged = (row: number) => judge === 'all' || photos[row]?.confidence === 'high';
  const { heads, answers } = await fitFolds(toFolds(photos, options.seed), examples, labels, {
    ...options,
    isJudged,
  });
  const held: CrossFit['held'] = { logits: [], coarse: [], fine: [], group: [], rows: [] };
  for (const { row, logits } of answers) {
    held.logits.push(logits);
    held.coarse.push(examples.labels.coarse[row]!);
    held.fine.push(examples.labels.fine[row]!);
    held.group.push(photos[row]!.group!);
    held.rows.push(row);
  }
  return { heads, held };
}

/** The rows of each fold: whole groups, so that no guitar is both learnt from and judged. */
function toFolds(photos: readonly LabelledPhoto[], seed: number): number[][] {
  const groups = createRandom(`folds/${seed}`).shuffle([...new Set(photos.map((photo) => photo.group))]);
  const foldOf = new Map(groups.map((group, index) => [group, index % foldCount]));
  return Array.from({ length: foldCount }, (_, fold) =>
    photos.flatMap((photo, row) => (foldOf.get(photo.group) === fold ? [row] : [])),
  );
}
