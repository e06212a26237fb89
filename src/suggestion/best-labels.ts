import { type BestLabel, indexOfHighest } from '../classifier/answer.js';
import type { LabelScores } from '../classifier/classifier.js';
import type { LabelTree } from '../classifier/label-tree.js';

/** The most probable family, and the most probable finish with its family; no finish where the model knows none. */
export function bestLabels(
  scores: LabelScores,
  { coarse, fine }: LabelTree,
): { family: BestLabel; finish: (BestLabel & { family: string }) | undefined } {
  const family = indexOfHighest(scores.coarse);
  const index = indexOfHighest(scores.fine);
  const finish = fine[index];
  return {
    family: { label: coarse[family]!, confidence: toConfidence(scores.coarse[family]!) },
    finish: finish && {
      label: finish.label,
      family: finish.parent,
      confidence: toConfidence(scores.fine[index]!),
    },
  };
}

/** Sums of float32 may exceed 1 by a rounding error. */
function toConfidence(probability: number): number {
  return Math.min(probability, 1);
}
