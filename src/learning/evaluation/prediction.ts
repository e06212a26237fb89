import { indexOfHighest, levelOf } from '../../classifier/answer.js';
import type { Classifier, PhotoScores } from '../../classifier/classifier.js';
import { labelsOf } from '../../classifier/label-tree.js';
import type { Level } from '../../classifier/level.js';
import type { LabelledPhoto } from '../dataset/dataset.js';

/** The answer of a model to a labelled photo in one tier. */
export interface TierPrediction {
  /** The surest label; empty if the tier has no labels. */
  label: string;
  confidence: number;
  /** How many labels the model is surer of than of the true one; Infinity if it does not know the true one. */
  rankOfTruth: number;
}

/** The same in both tiers, in the words of the dataset. */
export interface Prediction {
  photo: LabelledPhoto;
  family: TierPrediction;
  finish: TierPrediction;
  /** How far the answer goes at the thresholds of the model: to none if the photo has a reason to say nothing. */
  level: Level;
}

export function toPrediction(
  photo: LabelledPhoto,
  scores: Pick<PhotoScores, 'coarse' | 'fine' | 'reason'>,
  { labels, thresholds }: Pick<Classifier, 'labels' | 'thresholds'>,
): Prediction {
  const names = labelsOf(labels);
  const family = tierPrediction(names.coarse, scores.coarse, photo.family);
  const finish = tierPrediction(names.fine, scores.fine, photo.finish);
  const level = scores.reason ? 'none' : levelOf({ coarse: family, fine: finish }, thresholds);
  return { photo, family, finish, level };
}

function tierPrediction(
  labels: readonly string[],
  scores: Float32Array,
  truth: string | undefined,
): TierPrediction {
  const best = indexOfHighest(scores);
  const truthScore = scores[labels.indexOf(truth ?? '')];
  return {
    label: labels[best] ?? '',
    confidence: scores[best] ?? 0,
    rankOfTruth:
      truthScore === undefined
        ? Number.POSITIVE_INFINITY
        : scores.reduce((surer, score) => surer + (score > truthScore ? 1 : 0), 0),
  };
}
