import { indexOfHighest } from '../../classifier/answer.js';
import {
  type LabelTree,
  labelsOf,
  parentNumbers,
  type Tier,
  withoutOthers,
} from '../../classifier/label-tree.js';
import { type Hierarchy, scoresOf, type Temperatures } from '../../classifier/scores.js';
import { mainSource } from '../dataset/main-source.js';
import { unlabelled } from '../fitting/examples.js';
import type { HeldBackAnswer, TierAnswer } from './contract.js';

/** Logits [photos][labels] of held-back photos, coarse labels first, with the numbers of their labels and their groups. */
export interface HeldBack {
  logits: Float32Array[];
  coarse: number[];
  /** Or `unlabelled`, or `untaught`. */
  fine: number[];
  group: string[];
  /** Where the photos come from. Absent: all from one source. */
  source?: string[];
}

/** The temperatures that make held-back labels most likely: Guo et al., https://arxiv.org/abs/1706.04599. */
export function fitTemperatures(
  held: HeldBack,
  labels: LabelTree,
  hierarchy: Hierarchy = 'soft',
): Temperatures {
  const coarseCount = labels.coarse.length;
  const rows = held.logits.map((_, row) => row);
  const logits = (row: number) => held.logits[row] as Float32Array;
  const known = rows.filter((row) => held.fine[row]! >= 0);
  if (hierarchy === 'flat') {
    const leaf = (row: number) => (held.fine[row]! >= 0 ? coarseCount + held.fine[row]! : held.coarse[row]!);
    const temperature = fitTemperature(rows, (row, t) => -logShare(logits(row), leaf(row), t));
    return { coarse: temperature, fine: temperature };
  }
  const parents = parentNumbers(labels);
  const siblingsOf = (fine: number) => [...parents.keys()].filter((i) => parents[i] === parents[fine]);
  const within = (row: number, t: number) => {
    const fine = held.fine[row]!;
    const siblings = siblingsOf(fine);
    return -logShare(
      siblings.map((i) => logits(row)[coarseCount + i]!),
      siblings.indexOf(fine),
      t,
    );
  };
  return {
    coarse: fitTemperature(
      rows,
      (row, t) => -logShare(logits(row).subarray(0, coarseCount), held.coarse[row]!, t),
    ),
    fine: fitTemperature(known, within),
  };
}

/** The same for a multilabel model: `isTrue` tells whether the label of a logit is true of the photo. */
export function fitMultilabelTemperature(
  logits: readonly Float32Array[],
  isTrue: (row: number, label: number) => boolean,
): number {
  const rows = logits.map((_, row) => row);
  return fitTemperature(rows, (row, t) =>
    (logits[row] as Float32Array).reduce(
      (sum, logit, label) => sum - logShare([logit, 0], isTrue(row, label) ? 0 : 1, t),
      0,
    ),
  );
}

function fitTemperature(rows: readonly number[], loss: (row: number, temperature: number) => number): number {
  if (rows.length === 0) return 1;
  return minimise((temperature) => mean(rows.map((row) => loss(row, temperature))), 0.2, 5);
}

/** The calibrated answers to the held-back photos, for a precision contract. */
export function heldBackAnswers(
  held: HeldBack,
  labels: LabelTree,
  temperatures: Temperatures,
  hierarchy: Hierarchy = 'soft',
): HeldBackAnswer[] {
  const names = labelsOf(withoutOthers(labels));
  const { group, source = group.map(() => '') } = held;
  const main = mainSource(group.map((own, row) => ({ group: own, source: source[row] })));
  return held.logits.map((logits, row) => {
    const scores = scoresOf(logits, labels, temperatures, hierarchy);
    const answer = (tier: Tier): TierAnswer => {
      const best = indexOfHighest(scores[tier].subarray(0, names[tier].length));
      const truth = held[tier][row]!;
      return {
        label: names[tier][best]!,
        // Float32 sums may exceed 1 by a hair.
        confidence: Math.min(scores[tier][best]!, 1),
        right: truth === unlabelled ? undefined : best === truth,
        ...(source[row] !== main && { elsewhere: true }),
      };
    };
    return {
      group: held.group[row]!,
      coarse: answer('coarse'),
      fine: names.fine.length === 0 ? undefined : answer('fine'),
    };
  });
}

function logShare(logits: ArrayLike<number>, index: number, temperature: number): number {
  const values = Array.from(logits);
  const top = Math.max(...values);
  const total = values.reduce((sum, value) => sum + Math.exp((value - top) / temperature), 0);
  return (values[index]! - top) / temperature - Math.log(total);
}

/** Golden-section search in the logarithm of a positive number. */
function minimise(loss: (x: number) => number, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(from), Math.log(to)];
  for (let round = 0; round < 40; round++) {
    const left = high - ratio * (high - low);
    const right = low + ratio * (high - low);
    if (loss(Math.exp(left)) < loss(Math.exp(right))) high = right;
    else low = left;
  }
  return Math.exp((low + high) / 2);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
