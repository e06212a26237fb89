import { indexOfHighest } from '../../classifier/answer.js';
import type { HeadLabels } from '../../classifier/head-graph.js';
import { type Hierarchy, scoresOf, type Temperatures } from '../../classifier/scores.js';
import type { HeldBackAnswer, TierAnswer } from './contract.js';

/** A photo without a finish: what is answered is neither right nor wrong. */
export const unlabelled = -1;
/** A photo of a finish that the model is not taught: every finish is a wrong answer. */
export const untaught = -2;

/** Logits [photos][families + finishes] of held-back photos, with the numbers of their labels and their groups. */
export interface HeldBack {
  logits: Float32Array[];
  family: number[];
  /** Or `unlabelled`, or `untaught`. */
  finish: number[];
  group: string[];
}

/** Temperatures that make held-back labels most likely: Guo et al., https://arxiv.org/abs/1706.04599. */
export function fitTemperatures(
  held: HeldBack,
  { families, familyOfFinish }: HeadLabels,
  hierarchy: Hierarchy = 'soft',
): Temperatures {
  const rows = held.logits.map((_, row) => row);
  const logits = (row: number) => held.logits[row] as Float32Array;
  const known = rows.filter((row) => held.finish[row]! >= 0);
  if (hierarchy === 'flat') {
    const leaf = (row: number) => (held.finish[row]! >= 0 ? families + held.finish[row]! : held.family[row]!);
    const temperature = fitTemperature(rows, (row, t) => -logShare(logits(row), leaf(row), t));
    return { family: temperature, finish: temperature };
  }
  const siblingsOf = (finish: number) =>
    [...familyOfFinish.keys()].filter((i) => familyOfFinish[i] === familyOfFinish[finish]);
  const within = (row: number, t: number) => {
    const finish = held.finish[row]!;
    const siblings = siblingsOf(finish);
    return -logShare(
      siblings.map((i) => logits(row)[families + i]!),
      siblings.indexOf(finish),
      t,
    );
  };
  return {
    family: fitTemperature(
      rows,
      (row, t) => -logShare(logits(row).subarray(0, families), held.family[row]!, t),
    ),
    finish: fitTemperature(known, within),
  };
}

/** The same for labels that are each true or not: `isTrue` of the label of each logit. */
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

/** What a model whose labels these are said of each held-back photo, for a precision contract. */
export function heldBackAnswers(
  held: HeldBack,
  labels: HeadLabels,
  temperatures: Temperatures,
  names: { families: readonly string[]; finishes: readonly string[] },
  hierarchy: Hierarchy = 'soft',
): HeldBackAnswer[] {
  return held.logits.map((logits, row) => {
    const scores = scoresOf(logits, labels, temperatures, hierarchy);
    const answer = (tier: Float32Array, tierNames: readonly string[], truth: number): TierAnswer => {
      const best = indexOfHighest(tier);
      return {
        label: tierNames[best]!,
        // Float32 sums may exceed 1 by a hair.
        confidence: Math.min(tier[best]!, 1),
        right: truth === unlabelled ? undefined : best === truth,
      };
    };
    return {
      group: held.group[row]!,
      family: answer(scores.families, names.families, held.family[row]!),
      finish:
        scores.finishes.length === 0 ? undefined : answer(scores.finishes, names.finishes, held.finish[row]!),
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
