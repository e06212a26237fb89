import { type LabelTree, parentNumbers } from '../../classifier/label-tree.js';
import type { Examples, MultipleLabels, SingleLabels } from './examples.js';

export interface TargetOptions {
  /** Share of the target that is spread evenly: over all labels, or in a multilabel model over yes and no of each. */
  labelSmoothing: number;
  /** One softmax over the labels of both tiers. */
  flat: boolean;
}

/** What a training step should answer for its photos, row after row: see buildTrainingStep. */
export interface Targets {
  coarse: Float32Array;
  fine: Float32Array;
  mask: Float32Array;
  weight: Float32Array;
}

export function toTargets(
  { labels, weight }: Pick<Examples, 'labels' | 'weight'>,
  rows: readonly number[],
  tree: LabelTree,
  options: TargetOptions,
): Targets {
  const targets =
    'truth' in labels
      ? multipleTargets(labels, rows, tree, options)
      : singleTargets(labels, rows, tree, options);
  return { ...targets, weight: Float32Array.from(rows, (row) => weight[row]!) };
}

function multipleTargets(
  { truth }: MultipleLabels,
  rows: readonly number[],
  { coarse: { length: width } }: LabelTree,
  { labelSmoothing }: TargetOptions,
): Omit<Targets, 'weight'> {
  const coarse = new Float32Array(rows.length * width);
  rows.forEach((row, slot) => {
    truth.subarray(row * width, (row + 1) * width).forEach((isTrue, i) => {
      coarse[slot * width + i] = isTrue * (1 - labelSmoothing) + labelSmoothing / 2;
    });
  });
  return { coarse, fine: new Float32Array(), mask: new Float32Array() };
}

function singleTargets(
  labels: SingleLabels,
  rows: readonly number[],
  tree: LabelTree,
  { labelSmoothing, flat }: TargetOptions,
): Omit<Targets, 'weight'> {
  const [coarseCount, fineCount] = [tree.coarse.length, tree.fine.length];
  const parents = parentNumbers(tree);
  const leaves = flat ? coarseCount + fineCount : coarseCount;
  const coarse = new Float32Array(rows.length * coarseCount).fill(labelSmoothing / leaves);
  const fine = new Float32Array(rows.length * fineCount).fill(flat ? labelSmoothing / leaves : 0);
  const mask = new Float32Array(rows.length * fineCount);
  rows.forEach((row, slot) => {
    const own = labels.coarse[row]!;
    const known = labels.fine[row]!;
    const most = 1 - labelSmoothing + labelSmoothing / leaves;
    if (known >= 0) fine[slot * fineCount + known] = flat ? most : 1;
    if (!flat || known < 0) coarse[slot * coarseCount + own] = most;
    parents.forEach((parent, index) => {
      mask[slot * fineCount + index] = parent === own ? 0 : -1e4;
    });
  });
  return { coarse, fine, mask };
}
