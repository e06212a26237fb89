import type { Classifier, PhotoScores } from '../../classifier/classifier.js';
import type { Level } from '../../classifier/level.js';
import type { LabelledPhoto } from '../dataset/dataset.js';
import type { Leakage } from '../dataset/leakage.js';
import type { LeftOutFile } from '../dataset/usable-photos.js';
import { type ContractTest, testContract } from './contract-test.js';
import { type Interval, wilsonInterval } from './interval.js';
import {
  type Answer,
  coverageAtPrecision,
  expectedCalibrationError,
  type ReliabilityBin,
  type RiskCoverage,
  reliabilityBins,
  riskCoverage,
} from './metrics.js';
import { type Prediction, toPrediction } from './prediction.js';
import { type ScoringDependencies, scorePhotos, type Timing, timePhotos } from './score-photos.js';
import { type TierMetrics, type TopKAccuracy, tierMetrics, topKAccuracy } from './tier-metrics.js';

type Tier = 'family' | 'finish';

export interface Evaluation extends Timing {
  model: string;
  images: number;
  family: TierMetrics & { topK: TopKAccuracy };
  /** Over the photos with a finish. */
  finish: TierMetrics & { topK: TopKAccuracy };
  /** Of the finish answers. */
  calibration: CalibrationMetrics;
  /** Of the family answers. */
  familyCalibration: CalibrationMetrics;
  /** What the thresholds of the model give, over the photos with a finish. */
  levels: Record<Level, LevelMetrics>;
  /** The wrong answers that the model was surest of, surest first. */
  mistakes: Record<Tier, Mistake[]>;
  imagesPerSecond: number;
  /** Of the files of the model folder. */
  modelBytes?: number;
  /** What a paid service was asked for it, in the currency of the bill; absent: nothing. */
  spent?: { calls: number; cost: number };
  /** Files of the dataset that are no usable photos. */
  leftOut?: readonly LeftOutFile[];
  /** Photos that the training photos of the dataset give away. */
  leakage?: Leakage;
}

export interface CalibrationMetrics {
  expectedCalibrationError: number;
  coverageAtPrecision: { '0.95': number; '0.98': number };
  reliability: ReliabilityBin[];
  riskCoverage: RiskCoverage;
}

/** The share of photos answered at a level, and how many of those were right (none: in the family). */
export interface LevelMetrics {
  photos: number;
  share: number;
  precision: number;
  precisionInterval: Interval;
  /** Whether these photos show that the promised precision is kept, by the exact binomial test. */
  contract: ContractTest;
}

export interface Mistake {
  file: string;
  truth: string;
  answer: string;
  confidence: number;
  /** Whether the answer would have been given at the thresholds of the model. */
  level: Level;
}

const mostMistakes = 24;

/**
 * Scores every photo and compares with its labels; `trainingImages` counts what the model was trained on by
 * label. The classifier must be fresh for `coldStartMs` to mean anything. Throws a HoneyburstError that names
 * a photo that cannot be used.
 */
export async function evaluateModel(
  classifier: Classifier,
  photos: readonly LabelledPhoto[],
  trainingImages: Record<Tier, Record<string, number>>,
  dependencies: ScoringDependencies,
): Promise<Evaluation> {
  return (await evaluateWithPredictions(classifier, photos, trainingImages, dependencies)).evaluation;
}

/** The same, with what was said of each photo, in their order. */
export async function evaluateWithPredictions(
  classifier: Classifier,
  photos: readonly LabelledPhoto[],
  trainingImages: Record<Tier, Record<string, number>>,
  dependencies: ScoringDependencies,
): Promise<{ evaluation: Evaluation; predictions: Prediction[] }> {
  const { timing, scores: timed } = await timePhotos(classifier, photos, dependencies);
  // What is paid for is asked for once.
  const known = classifier.spent ? timed : [];
  const rest = photos.slice(known.length);
  const scored = await scorePhotos(classifier, rest, dependencies);
  const scores = [...known, ...scored.scores];
  // One at a time is then all that was measured.
  const imagesPerSecond = rest.length > 0 ? scored.imagesPerSecond : 1000 / timing.latencyMs.p50;
  const predictions = photos.map((photo, row) => toPrediction(photo, scores[row] as PhotoScores, classifier));
  const evaluation = {
    model: classifier.model,
    images: photos.length,
    ...predictionMetrics(predictions, trainingImages),
    ...timing,
    imagesPerSecond,
  };
  return { evaluation, predictions };
}

/** Everything of an evaluation that follows from the predictions. */
export function predictionMetrics(
  predictions: readonly Prediction[],
  trainingImages: Record<Tier, Record<string, number>>,
): Pick<Evaluation, 'family' | 'finish' | 'calibration' | 'familyCalibration' | 'levels' | 'mistakes'> {
  const withFinish = predictions.filter((prediction) => prediction.photo.finish !== undefined);
  const rows = { family: predictions, finish: withFinish };
  const metrics = (tier: Tier) => ({
    ...tierMetrics(
      rows[tier].map(({ photo }) => photo[tier]!),
      rows[tier].map((prediction) => prediction[tier].label),
      trainingImages[tier],
    ),
    topK: topKAccuracy(rows[tier].map((prediction) => prediction[tier].rankOfTruth)),
  });
  const answers = (tier: Tier) =>
    rows[tier].map((prediction) => ({
      confidence: prediction[tier].confidence,
      right: isRight(prediction, tier),
    }));
  const level = (name: Level, tier: Tier): LevelMetrics => {
    const chosen = withFinish.filter((prediction) => prediction.level === name);
    const right = chosen.filter((prediction) => isRight(prediction, tier)).length;
    return {
      photos: chosen.length,
      share: chosen.length / Math.max(1, withFinish.length),
      precision: right / Math.max(1, chosen.length),
      precisionInterval: wilsonInterval(right, chosen.length),
      contract: testContract(right, chosen.length),
    };
  };
  return {
    family: metrics('family'),
    finish: metrics('finish'),
    calibration: calibrationMetrics(answers('finish')),
    familyCalibration: calibrationMetrics(answers('family')),
    levels: {
      finish: level('finish', 'finish'),
      family: level('family', 'family'),
      none: level('none', 'family'),
    },
    mistakes: { family: surestMistakes(predictions, 'family'), finish: surestMistakes(withFinish, 'finish') },
  };
}

function isRight(prediction: Prediction, tier: Tier): boolean {
  return prediction[tier].label === prediction.photo[tier];
}

function surestMistakes(predictions: readonly Prediction[], tier: Tier): Mistake[] {
  const confidence = (prediction: Prediction) => prediction[tier].confidence;
  return predictions
    .filter((prediction) => !isRight(prediction, tier))
    .sort((a, b) => confidence(b) - confidence(a))
    .slice(0, mostMistakes)
    .map((prediction) => ({
      file: prediction.photo.file,
      truth: prediction.photo[tier]!,
      answer: prediction[tier].label,
      confidence: confidence(prediction),
      level: prediction.level,
    }));
}

function calibrationMetrics(answers: readonly Answer[]): CalibrationMetrics {
  return {
    expectedCalibrationError: expectedCalibrationError(answers),
    coverageAtPrecision: {
      '0.95': coverageAtPrecision(answers, 0.95),
      '0.98': coverageAtPrecision(answers, 0.98),
    },
    reliability: reliabilityBins(answers),
    riskCoverage: riskCoverage(answers),
  };
}
