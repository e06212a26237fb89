import type { Reading } from '../../classifier/scores.js';
import type { Examples } from './fit.js';

export interface TargetOptions {
  families: number;
  /** Family of each finish. */
  familyOfFinish: Int32Array;
  /** Share of the target that is spread evenly: over all labels, or over yes and no of each. */
  labelSmoothing: number;
  hierarchy: Reading;
}

/** What a training step is to answer for these photos, row after row: see buildTrainingStep. */
export interface Targets {
  family: Float32Array;
  finish: Float32Array;
  mask: Float32Array;
  weight: Float32Array;
}

export function toTargets(examples: Examples, rows: readonly number[], options: TargetOptions): Targets {
  const { families, familyOfFinish, labelSmoothing, hierarchy } = options;
  const finishes = familyOfFinish.length;
  const flat = hierarchy === 'flat';
  const leaves = flat ? families + finishes : families;
  const family = new Float32Array(rows.length * families).fill(labelSmoothing / leaves);
  const finish = new Float32Array(rows.length * finishes).fill(flat ? labelSmoothing / leaves : 0);
  const mask = new Float32Array(rows.length * finishes);
  const weight = Float32Array.from(rows, (row) => examples.weight[row]!);
  if (hierarchy === 'multilabel') {
    rows.forEach((row, slot) => {
      const tags = examples.tags?.subarray(row * families, (row + 1) * families) ?? [];
      tags.forEach((tag, i) => {
        family[slot * families + i] = tag * (1 - labelSmoothing) + labelSmoothing / 2;
      });
    });
    return { family, finish, mask, weight };
  }
  rows.forEach((row, slot) => {
    const ofRow = examples.family[row]!;
    const known = examples.finish[row]!;
    const most = 1 - labelSmoothing + labelSmoothing / leaves;
    if (known >= 0) finish[slot * finishes + known] = flat ? most : 1;
    if (!flat || known < 0) family[slot * families + ofRow] = most;
    familyOfFinish.forEach((own, index) => {
      mask[slot * finishes + index] = own === ofRow ? 0 : -1e4;
    });
  });
  return { family, finish, mask, weight };
}
