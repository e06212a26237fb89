import { readFile } from 'node:fs/promises';
import { indexOfHighest, type Level, levelOf } from '../classifier/answer.js';
import type { Classifier, PhotoScores } from '../classifier/classifier.js';
import type { PhotoLimits } from '../config.js';
import { HoneyburstError, toHoneyburstError } from '../errors.js';
import { preparePhoto } from '../photo/decode.js';
import type { PreparedPhoto } from '../photo/photo.js';
import type { Progress } from '../progress.js';
import type { LabelledPhoto } from './dataset.js';
import {
  type Answer,
  coverageAtPrecision,
  expectedCalibrationError,
  percentile,
  type TierMetrics,
  tierMetrics,
} from './metrics.js';

export interface Evaluation {
  model: string;
  images: number;
  family: TierMetrics;
  /** Over the photos with a finish. */
  finish: TierMetrics;
  /** Of the finish answers. */
  calibration: { expectedCalibrationError: number; coverageAtPrecision: { '0.95': number; '0.98': number } };
  /** Of the family answers. */
  familyCalibration: Evaluation['calibration'];
  /** What the thresholds of the model give: share of photos answered at each level, and how many of those were right. */
  levels: Record<Level, { share: number; precision: number }>;
  /** One photo at a time, decoding included, through both tiers. */
  latencyMs: { p50: number; p95: number };
  imagesPerSecond: number;
}

const chunk = 64;
const timedPhotos = 50;

/** Scores every photo and compares with its labels. Throws a HoneyburstError that names a photo that cannot be used. */
export async function evaluateModel(
  classifier: Classifier,
  photos: readonly LabelledPhoto[],
  trainingImages: Record<'family' | 'finish', Record<string, number>>,
  { limits, progress }: { limits: PhotoLimits; progress: Progress },
): Promise<Evaluation> {
  const prepare = async (photo: LabelledPhoto): Promise<PreparedPhoto> => {
    try {
      return await preparePhoto(await readFile(photo.file), classifier.input, limits);
    } catch (cause) {
      const { code, message } = toHoneyburstError(cause, 'decode');
      throw new HoneyburstError(`The photo ${photo.file} cannot be used: ${message}`, {
        code,
        stage: 'train',
        cause,
      });
    }
  };

  const latencies: number[] = [];
  for (const [index, photo] of photos.slice(0, timedPhotos + 3).entries()) {
    const startedAt = performance.now();
    await classifier.classify([await prepare(photo)]);
    if (index >= 3) latencies.push(performance.now() - startedAt);
  }

  progress.start(`evaluating ${photos.length} photos`, photos.length);
  const startedAt = performance.now();
  const scores: PhotoScores[] = [];
  let next = Promise.all(photos.slice(0, chunk).map(prepare));
  for (let from = 0; from < photos.length; from += chunk) {
    const prepared = await next;
    next = Promise.all(photos.slice(from + chunk, from + 2 * chunk).map(prepare));
    // A failure of the next chunk is reported when its turn comes.
    next.catch(() => {});
    scores.push(...(await classifier.classify(prepared)));
    progress.advance(prepared.length);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  progress.finish();

  const rows = photos.map((photo, row) => {
    const { families, finishes } = scores[row] as PhotoScores;
    const family = indexOfHighest(families);
    const finish = indexOfHighest(finishes);
    return {
      photo,
      family: classifier.families[family] ?? '',
      familyConfidence: families[family] ?? 0,
      finish: classifier.finishes[finish]?.slug ?? '',
      finishConfidence: finishes[finish] ?? 0,
    };
  });
  const finishRows = rows.filter((row) => row.photo.finish !== undefined);
  const familyAnswers = rows.map((row) => ({
    confidence: row.familyConfidence,
    right: row.family === row.photo.family,
  }));
  const finishAnswers = finishRows.map((row) => ({
    confidence: row.finishConfidence,
    right: row.finish === row.photo.finish,
  }));
  const at = (level: Level) =>
    finishRows.filter(
      (row) =>
        levelOf(
          { label: row.finish, confidence: row.finishConfidence },
          { label: row.family, confidence: row.familyConfidence },
          classifier.thresholds,
        ) === level,
    );
  const share = (count: number, of: number) => (of === 0 ? 0 : count / of);
  const level = (chosen: typeof rows, right: (row: (typeof rows)[number]) => boolean) => ({
    share: share(chosen.length, finishRows.length),
    precision: share(chosen.filter(right).length, chosen.length),
  });
  return {
    model: classifier.model,
    images: photos.length,
    family: tierMetrics(
      rows.map((row) => row.photo.family),
      rows.map((row) => row.family),
      trainingImages.family,
    ),
    finish: tierMetrics(
      finishRows.map((row) => row.photo.finish as string),
      finishRows.map((row) => row.finish),
      trainingImages.finish,
    ),
    calibration: calibrationOf(finishAnswers),
    familyCalibration: calibrationOf(familyAnswers),
    levels: {
      finish: level(at('finish'), (row) => row.finish === row.photo.finish),
      family: level(at('family'), (row) => row.family === row.photo.family),
      none: level(at('none'), (row) => row.family === row.photo.family),
    },
    latencyMs: { p50: percentile(latencies, 0.5), p95: percentile(latencies, 0.95) },
    imagesPerSecond: photos.length / seconds,
  };
}

function calibrationOf(answers: readonly Answer[]): Evaluation['calibration'] {
  return {
    expectedCalibrationError: expectedCalibrationError(answers),
    coverageAtPrecision: {
      '0.95': coverageAtPrecision(answers, 0.95),
      '0.98': coverageAtPrecision(answers, 0.98),
    },
  };
}
