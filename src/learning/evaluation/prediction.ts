import { indexOfHighest, levelOf } from '../../classifier/answer.js';
import type { Classifier, PhotoScores } from '../../classifier/classifier.js';
import type { Level } from '../../classifier/level.js';
import type { LabelledPhoto } from '../dataset/dataset.js';

/** What a model says of a labelled photo in one tier. */
export interface TierPrediction {
  /** The surest label; empty where the model knows none. */
  label: string;
  confidence: number;
  /** How many labels the model is surer of than of the true one; Infinity where it does not know that one. */
  rankOfTruth: number;
}

export interface Prediction {
  photo: LabelledPhoto;
  family: TierPrediction;
  finish: TierPrediction;
  /** How far the answer goes at the thresholds of the model. */
  level: Level;
}

export function toPrediction(
  photo: LabelledPhoto,
  { families, finishes }: PhotoScores,
  classifier: Pick<Classifier, 'families' | 'finishes' | 'thresholds'>,
): Prediction {
  const slugs = classifier.finishes.map(({ slug }) => slug);
  const family = tierPrediction(classifier.families, families, photo.family);
  const finish = tierPrediction(slugs, finishes, photo.finish);
  const level = levelOf(finish, family, classifier.thresholds);
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
