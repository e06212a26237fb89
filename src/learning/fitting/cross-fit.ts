import type { HeadWeights } from '../../classifier/head.js';
import type { LabelTree } from '../../classifier/label-tree.js';
import type { HeldBack } from '../calibration/calibrate.js';
import type { LabelledPhoto } from '../dataset/dataset.js';
import type { Examples, SingleLabels } from './examples.js';
import { type FitFoldsOptions, fitFolds } from './fit-folds.js';
import { sourceFolds } from './source-folds.js';

export interface CrossFitOptions extends Omit<FitFoldsOptions, 'isJudged'> {
  /** Which photos are answered: those with a sure label (the default, for calibration), or all. */
  judge?: 'high' | 'all';
}

export interface CrossFit {
  heads: HeadWeights[];
  /** Each judged photo once, answered by the head that has not seen it, and its row. */
  held: Required<HeldBack> & { rows: number[] };
}

/**
 * Examples may hold each photo several times, all photos in other light after all photos as they are: those teach, and are
 * not judged.
 *
 * Cross-fitting: fits one head for each fold of the photos, without that fold. Together the heads have seen all photos,
 * and yet each photo has an answer from a head that has not seen it, see `sourceFolds`.
 */
export async function crossFit(
  photos: readonly LabelledPhoto[],
  examples: Examples<SingleLabels>,
  labels: LabelTree,
  { judge = 'high', ...options }: CrossFitOptions,
): Promise<CrossFit> {
  const isJudged = (row: number) =>
    row < photos.length && (judge === 'all' || photos[row]!.confidence === 'high');
  const placed = Array.from(examples.labels.coarse, (_, row) => photos[row % photos.length]!);
  const { heads, answers } = await fitFolds(sourceFolds(placed, options.seed), examples, labels, {
    ...options,
    isJudged,
  });
  const held: CrossFit['held'] = { logits: [], coarse: [], fine: [], group: [], source: [], rows: [] };
  for (const { row, logits } of answers) {
    held.logits.push(logits);
    held.coarse.push(examples.labels.coarse[row]!);
    held.fine.push(examples.labels.fine[row]!);
    held.group.push(photos[row]!.group);
    held.source.push(photos[row]!.source ?? '');
    held.rows.push(row);
  }
  return { heads, held };
}
