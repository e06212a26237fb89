import type { Tensor } from '../onnx/graph.js';
import type { Operators } from '../onnx/operators.js';

export interface Temperatures {
  family: number;
  finish: number;
}

/**
 * Soft hierarchy: P(family) and P(finish) = P(family) x P(finish | family), both calibrated by a
 * temperature (Guo et al., https://arxiv.org/abs/1706.04599). `logits` holds the families' first.
 */
export function toScores(
  ops: Operators,
  logits: Tensor,
  families: number,
  familyOfFinish: Int32Array,
  temperatures: Temperatures,
): { families: Tensor; finishes: Tensor } {
  const { graph, mul, div, matmul, scalar } = ops;
  const finishes = familyOfFinish.length;
  const familyScores = ops.softmax(mul(ops.slice(logits, 1, 0, families), scalar(1 / temperatures.family)));
  const scaled = mul(ops.slice(logits, 1, families, families + finishes), scalar(1 / temperatures.finish));
  // Logits are bounded to keep the exponentials finite: they stay within a few tens.
  const odds = ops.exp(ops.clip(scaled, -60, 60));
  const sibling = Float32Array.from({ length: finishes * finishes }, (_, i) =>
    familyOfFinish[Math.floor(i / finishes)] === familyOfFinish[i % finishes] ? 1 : 0,
  );
  const parent = Float32Array.from({ length: families * finishes }, (_, i) =>
    familyOfFinish[i % finishes] === Math.floor(i / finishes) ? 1 : 0,
  );
  const within = div(odds, matmul(odds, graph.initializer('sibling', sibling, [finishes, finishes])));
  const ofParent = matmul(familyScores, graph.initializer('parent', parent, [families, finishes]));
  return { families: familyScores, finishes: mul(ofParent, within) };
}
