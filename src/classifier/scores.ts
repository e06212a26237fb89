import type { Tensor } from '../onnx/graph.js';
import type { Operators } from '../onnx/operators.js';
import { indexOfHighest } from './answer.js';
import type { HeadLabels } from './head-graph.js';

export interface Temperatures {
  family: number;
  finish: number;
}

/**
 * How the two tiers are one answer.
 * - `soft`: P(finish) = P(family) x P(finish | family), over all families.
 * - `hard`: the same within the most probable family, 0 elsewhere: what a classifier for each family can afford.
 * - `flat`: one softmax over all finishes and, for photos without one, "another finish of this family".
 */
export const hierarchies = ['soft', 'hard', 'flat'] as const;
export type Hierarchy = (typeof hierarchies)[number];

/** Or no hierarchy at all: labels of one tier, the families, of which any number is true of a photo, each by itself. */
export type Reading = Hierarchy | 'multilabel';

/**
 * Probabilities of families and finishes, calibrated by a temperature (Guo et al., https://arxiv.org/abs/1706.04599).
 * `logits` holds the families' first; in a flat model they are those of "another finish of this family".
 */
export function toScores(
  ops: Operators,
  logits: Tensor,
  { families, familyOfFinish }: HeadLabels,
  temperatures: Temperatures,
  hierarchy: Reading,
): { families: Tensor; finishes: Tensor } {
  const { graph, add, mul, div, matmul, scalar } = ops;
  const finishes = familyOfFinish.length;
  const matrix = (name: string, rows: number, ofRow: (row: number) => number) =>
    graph.initializer(
      name,
      Float32Array.from({ length: rows * finishes }, (_, i) =>
        ofRow(Math.floor(i / finishes)) === familyOfFinish[i % finishes] ? 1 : 0,
      ),
      [rows, finishes],
    );
  const parent = matrix('parent', families, (family) => family);
  const tier = (x: Tensor, from: number, to: number) => ops.slice(x, 1, from, to);

  if (hierarchy === 'flat') {
    const leaves = ops.softmax(mul(logits, scalar(1 / temperatures.finish)));
    const named = tier(leaves, families, families + finishes);
    return {
      families: add(tier(leaves, 0, families), matmul(named, ops.transpose(parent, [1, 0]))),
      finishes: named,
    };
  }
  const scaledFamilies = mul(tier(logits, 0, families), scalar(1 / temperatures.family));
  if (hierarchy === 'multilabel') {
    return { families: ops.sigmoid(scaledFamilies), finishes: tier(logits, families, families) };
  }
  const familyScores = ops.softmax(scaledFamilies);
  const scaled = mul(tier(logits, families, families + finishes), scalar(1 / temperatures.finish));
  // Logits are bounded to keep the exponentials finite: they stay within a few tens.
  const odds = ops.exp(ops.clip(scaled, -60, 60));
  const sibling = matrix('sibling', finishes, (finish) => familyOfFinish[finish]!);
  const within = div(odds, matmul(odds, sibling));
  const routed = hierarchy === 'hard' ? mul(familyScores, isHighest(ops, familyScores)) : familyScores;
  return { families: familyScores, finishes: mul(matmul(routed, parent), within) };
}

/** 1 where a row has its highest value, else 0. */
function isHighest(ops: Operators, x: Tensor): Tensor {
  const most = ops.graph.node('ReduceMax', [x], [x.shape[0]!, 1], { axes: [1], keepdims: 1 });
  return ops.greater(ops.sub(ops.add(x, ops.scalar(1e-7)), most), 0);
}

export interface CalibratedScores {
  families: Float32Array;
  finishes: Float32Array;
}

/** Probabilities in numbers: the same as the graph of `toScores` computes. */
export function scoresOf(
  logits: Float32Array,
  { families, familyOfFinish }: HeadLabels,
  temperatures: Temperatures,
  hierarchy: Reading = 'soft',
): CalibratedScores {
  if (hierarchy === 'multilabel') {
    const probabilities = logits.map((logit) => 1 / (1 + Math.exp(-logit / temperatures.family)));
    return { families: probabilities, finishes: new Float32Array() };
  }
  const familyOf = (finish: number) => familyOfFinish[finish]!;
  if (hierarchy === 'flat') {
    const leaves = softmax(logits, temperatures.finish);
    const [familyScores, finishes] = [leaves.slice(0, families), leaves.slice(families)];
    finishes.forEach((share, i) => {
      familyScores[familyOf(i)] = familyScores[familyOf(i)]! + share;
    });
    return { families: familyScores, finishes };
  }
  const familyScores = softmax(logits.subarray(0, families), temperatures.family);
  const odds = logits
    .subarray(families)
    .map((logit) => Math.exp(Math.min(60, Math.max(-60, logit / temperatures.finish))));
  const totals = new Float32Array(families);
  odds.forEach((value, i) => {
    totals[familyOf(i)] = totals[familyOf(i)]! + value;
  });
  const top = indexOfHighest(familyScores);
  const finishes = odds.map((value, i) => {
    if (hierarchy === 'hard' && familyOf(i) !== top) return 0;
    return familyScores[familyOf(i)]! * (value / totals[familyOf(i)]!);
  });
  return { families: familyScores, finishes };
}

function softmax(logits: Float32Array, temperature: number): Float32Array {
  const top = Math.max(...logits);
  const odds = logits.map((logit) => Math.exp((logit - top) / temperature));
  const total = odds.reduce((sum, value) => sum + value, 0);
  return odds.map((value) => value / total);
}
