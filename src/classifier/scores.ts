import type { Tensor } from '../onnx/graph.js';
import type { Operators } from '../onnx/operators.js';
import { indexOfHighest } from './answer.js';
import type { LabelScores } from './classifier.js';
import { type ByTier, type LabelTree, parentNumbers } from './label-tree.js';

/** What the logits of each tier are divided by. */
export type Temperatures = ByTier<number>;

/**
 * How the two tiers make one answer.
 * - `soft`: P(fine) = P(coarse) x P(fine | coarse), for all coarse labels.
 * - `hard`: the same below the most probable coarse label, 0 elsewhere. This is what one classifier for each coarse
 *   label can afford.
 * - `flat`: one softmax over all fine labels and, for photos without one, "another fine label of this coarse one".
 */
export const hierarchies = ['soft', 'hard', 'flat'] as const;
export type Hierarchy = (typeof hierarchies)[number];

/** `multilabel`: the tree has coarse labels only, and any number of them is true of a photo. */
export type Reading = Hierarchy | 'multilabel';

/**
 * Logits as probabilities, calibrated by temperatures (Guo et al., https://arxiv.org/abs/1706.04599). `logits`
 * [n, labels] holds the coarse labels first; in a flat model those mean "another fine label of this coarse one".
 */
export function toScores(
  ops: Operators,
  logits: Tensor,
  labels: LabelTree,
  temperatures: Temperatures,
  hierarchy: Reading,
): ByTier<Tensor> {
  const { graph, add, mul, div, matmul, scalar } = ops;
  const [coarse, fine] = [labels.coarse.length, labels.fine.length];
  const parents = parentNumbers(labels);
  const matrix = (name: string, rows: number, ofRow: (row: number) => number) =>
    graph.initializer(
      name,
      Float32Array.from({ length: rows * fine }, (_, i) =>
        ofRow(Math.floor(i / fine)) === parents[i % fine] ? 1 : 0,
      ),
      [rows, fine],
    );
  const parent = matrix('parent', coarse, (row) => row);
  const tier = (x: Tensor, from: number, to: number) => ops.slice(x, 1, from, to);

  if (hierarchy === 'flat') {
    const leaves = ops.softmax(mul(logits, scalar(1 / temperatures.fine)));
    const named = tier(leaves, coarse, coarse + fine);
    return {
      coarse: add(tier(leaves, 0, coarse), matmul(named, ops.transpose(parent, [1, 0]))),
      fine: named,
    };
  }
  const scaledCoarse = mul(tier(logits, 0, coarse), scalar(1 / temperatures.coarse));
  if (hierarchy === 'multilabel') {
    return { coarse: ops.sigmoid(scaledCoarse), fine: tier(logits, coarse, coarse) };
  }
  const coarseScores = ops.softmax(scaledCoarse);
  const scaled = mul(tier(logits, coarse, coarse + fine), scalar(1 / temperatures.fine));
  // Logits are bounded to keep the exponentials finite: they stay within a few tens.
  const odds = ops.exp(ops.clip(scaled, -60, 60));
  const sibling = matrix('sibling', fine, (row) => parents[row]!);
  const within = div(odds, matmul(odds, sibling));
  const routed = hierarchy === 'hard' ? mul(coarseScores, isHighest(ops, coarseScores)) : coarseScores;
  return { coarse: coarseScores, fine: mul(matmul(routed, parent), within) };
}

/** 1 where a row has its highest value, else 0. */
function isHighest(ops: Operators, x: Tensor): Tensor {
  const most = ops.graph.node('ReduceMax', [x], [x.shape[0]!, 1], { axes: [1], keepdims: 1 });
  return ops.greater(ops.sub(ops.add(x, ops.scalar(1e-7)), most), 0);
}

/** The same in numbers, for the logits of one photo. */
export function scoresOf(
  logits: Float32Array,
  labels: LabelTree,
  temperatures: Temperatures,
  hierarchy: Reading = 'soft',
): LabelScores {
  if (hierarchy === 'multilabel') {
    const probabilities = logits.map((logit) => 1 / (1 + Math.exp(-logit / temperatures.coarse)));
    return { coarse: probabilities, fine: new Float32Array() };
  }
  const count = labels.coarse.length;
  const parents = parentNumbers(labels);
  if (hierarchy === 'flat') {
    const leaves = softmax(logits, temperatures.fine);
    const [coarse, fine] = [leaves.slice(0, count), leaves.slice(count)];
    fine.forEach((share, i) => {
      coarse[parents[i]!] = coarse[parents[i]!]! + share;
    });
    return { coarse, fine };
  }
  const coarse = softmax(logits.subarray(0, count), temperatures.coarse);
  const odds = logits
    .subarray(count)
    .map((logit) => Math.exp(Math.min(60, Math.max(-60, logit / temperatures.fine))));
  const totals = new Float32Array(count);
  odds.forEach((value, i) => {
    totals[parents[i]!] = totals[parents[i]!]! + value;
  });
  const top = indexOfHighest(coarse);
  const fine = odds.map((value, i) => {
    const above = parents[i]!;
    if (hierarchy === 'hard' && above !== top) return 0;
    return coarse[above]! * (value / totals[above]!);
  });
  return { coarse, fine };
}

function softmax(logits: Float32Array, temperature: number): Float32Array {
  const top = Math.max(...logits);
  const odds = logits.map((logit) => Math.exp((logit - top) / temperature));
  const total = odds.reduce((sum, value) => sum + value, 0);
  return odds.map((value) => value / total);
}
