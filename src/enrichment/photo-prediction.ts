import type { LabelTree } from '../classifier/label-tree.js';
import { bestLabels } from '../suggestion/best-labels.js';
import type { ScoredPhoto } from '../suggestion/fuse-listing.js';

/** What a model said of one photo, as the table prediction keeps it. Probabilities are in the order of the model's labels. */
export interface PhotoPrediction {
  position: number;
  url: string;
  /** 64 hexadecimal digits. */
  sha256: string;
  family: string;
  finish: string | undefined;
  /** Of the finish, or of the family where there is no finish. */
  confidence: number;
  bodyShare: number;
  familyProbabilities: ArrayLike<number>;
  finishProbabilities: ArrayLike<number>;
}

export function toPrediction(
  { position, url, sha256, scores }: ScoredPhoto,
  labels: LabelTree,
): PhotoPrediction {
  const { family, finish } = bestLabels(scores, labels);
  return {
    position,
    url,
    sha256,
    family: family.label,
    finish: finish?.label,
    confidence: (finish ?? family).confidence,
    bodyShare: scores.bodyShare,
    familyProbabilities: scores.coarse,
    finishProbabilities: scores.fine,
  };
}
