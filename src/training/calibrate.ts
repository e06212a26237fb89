import { indexOfHighest } from '../classifier/answer.js';
import type { HeadLabels } from '../classifier/head-graph.js';
import type { Temperatures } from '../classifier/scores.js';
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

export interface CalibratedScores {
  families: Float32Array;
  finishes: Float32Array;
}

/** Temperatures that make held-back labels most likely: Guo et al., https://arxiv.org/abs/1706.04599. */
export function fitTemperatures(held: HeldBack, labels: HeadLabels): Temperatures {
  const { families, familyOfFinish } = labels;
  const rows = held.logits.map((_, row) => row);
  const familyLoss = (temperature: number) =>
    mean(
      rows.map(
        (row) =>
          -logShare(
            (held.logits[row] as Float32Array).subarray(0, families),
            held.family[row] as number,
            temperature,
          ),
      ),
    );
  const known = rows.filter((row) => (held.finish[row] as number) >= 0);
  const finishLoss = (temperature: number) =>
    mean(
      known.map((row) => {
        const finish = held.finish[row] as number;
        const siblings = [...familyOfFinish.keys()].filter(
          (i) => familyOfFinish[i] === familyOfFinish[finish],
        );
        const logits = siblings.map((i) => held.logits[row]?.[families + i] as number);
        return -logShare(logits, siblings.indexOf(finish), temperature);
      }),
    );
  return {
    family: rows.length > 0 ? minimise(familyLoss, 0.2, 5) : 1,
    finish: known.length > 0 ? minimise(finishLoss, 0.2, 5) : 1,
  };
}

/** The soft hierarchy in numbers: the same as the graph of `toScores` computes. */
export function scoresOf(
  logits: Float32Array,
  labels: HeadLabels,
  temperatures: Temperatures,
): CalibratedScores {
  const { families, familyOfFinish } = labels;
  const familyScores = softmax(logits.subarray(0, families), temperatures.family);
  const odds = logits
    .subarray(families)
    .map((logit) => Math.exp(Math.min(60, Math.max(-60, logit / temperatures.finish))));
  const totals = new Float32Array(families);
  odds.forEach((value, i) => {
    totals[familyOfFinish[i] as number] = (totals[familyOfFinish[i] as number] as number) + value;
  });
  const finishScores = odds.map((value, i) => {
    const family = familyOfFinish[i] as number;
    return (familyScores[family] as number) * (value / (totals[family] as number));
  });
  return { families: familyScores, finishes: finishScores };
}

/** What a model whose labels these are said of each held-back photo, for a precision contract. */
export function heldBackAnswers(
  held: HeldBack,
  labels: HeadLabels,
  temperatures: Temperatures,
  names: { families: readonly string[]; finishes: readonly string[] },
): HeldBackAnswer[] {
  return held.logits.map((logits, row) => {
    const scores = scoresOf(logits, labels, temperatures);
    const answer = (tier: Float32Array, tierNames: readonly string[], truth: number): TierAnswer => {
      const best = indexOfHighest(tier);
      return {
        label: tierNames[best] as string,
        // Float32 sums may exceed 1 by a hair.
        confidence: Math.min(tier[best] as number, 1),
        right: truth === unlabelled ? undefined : best === truth,
      };
    };
    return {
      group: held.group[row] as string,
      family: answer(scores.families, names.families, held.family[row] as number),
      finish:
        scores.finishes.length === 0
          ? undefined
          : answer(scores.finishes, names.finishes, held.finish[row] as number),
    };
  });
}

function softmax(logits: Float32Array, temperature: number): Float32Array {
  const top = Math.max(...logits);
  const odds = logits.map((logit) => Math.exp((logit - top) / temperature));
  const total = odds.reduce((sum, value) => sum + value, 0);
  return odds.map((value) => value / total);
}

function logShare(logits: ArrayLike<number>, index: number, temperature: number): number {
  const values = Array.from(logits);
  const top = Math.max(...values);
  const total = values.reduce((sum, value) => sum + Math.exp((value - top) / temperature), 0);
  return ((values[index] as number) - top) / temperature - Math.log(total);
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
