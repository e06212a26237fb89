import type { PhotoScores } from '../classifier/classifier.js';
import type { LabelTree } from '../classifier/label-tree.js';
import type { Picture } from '../photo/picture.js';
import { bestLabels } from '../suggestion/best-labels.js';
import type { SeenPhoto } from './scored-photos.js';

/** What a model said of one photo, as the table prediction keeps it. Probabilities are in the order of the model's labels. */
export interface PhotoPrediction extends Pick<PhotoScores, 'view' | 'reason'> {
  position: number;
  url: string;
  /** 64 hexadecimal digits. */
  sha256: string;
  family: string;
  finish: string | undefined;
  /** Of the finish, or of the family where there is no finish. */
  confidence: number;
  bodyShare: number;
  picture?: Picture | undefined;
  familyProbabilities: ArrayLike<number>;
  finishProbabilities: ArrayLike<number>;
}

export function toPrediction(
  { position, url, sha256, scores, picture }: SeenPhoto,
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
    view: scores.view,
    reason: scores.reason,
    picture,
    familyProbabilities: scores.coarse,
    finishProbabilities: scores.fine,
  };
}
