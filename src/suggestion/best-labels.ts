import { type BestLabel, indexOfHighest } from '../classifier/answer.js';
import type { Classifier, PhotoScores } from '../classifier/classifier.js';

/** The most probable family, and the most probable finish with its family; no finish where the model knows none. */
export function bestLabels(
  scores: Pick<PhotoScores, 'families' | 'finishes'>,
  { families, finishes }: Pick<Classifier, 'families' | 'finishes'>,
): { family: BestLabel; finish: (BestLabel & { family: string }) | undefined } {
  const family = indexOfHighest(scores.families);
  const index = indexOfHighest(scores.finishes);
  const finish = finishes[index];
  return {
    family: { label: families[family]!, confidence: toConfidence(scores.families[family]!) },
    finish: finish && {
      label: finish.slug,
      family: finish.family,
      confidence: toConfidence(scores.finishes[index]!),
    },
  };
}

/** Sums of float32 may exceed 1 by a rounding error. */
function toConfidence(probability: number): number {
  return Math.min(probability, 1);
}
