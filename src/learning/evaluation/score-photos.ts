import { readFile } from 'node:fs/promises';
import type { Classifier, PhotoScores } from '../../classifier/classifier.js';
import type { PhotoLimits } from '../../config/photo.js';
import { HoneyburstError, toHoneyburstError } from '../../errors.js';
import { preparePhoto } from '../../photo/decode.js';
import type { PreparedPhoto } from '../../photo/photo.js';
import type { Progress } from '../../progress.js';
import type { LabelledPhoto } from '../dataset/dataset.js';
import { percentile } from './metrics.js';

export interface ScoringDependencies {
  limits: PhotoLimits;
  progress: Progress;
}

export interface Timing {
  /** The first photo after the model was opened, decoding included. Means nothing of a classifier used before. */
  coldStartMs: number;
  /** One photo at a time, decoding included, through both tiers. */
  latencyMs: { p50: number; p95: number; p99: number };
}

const warmUpPhotos = 3;
const timedPhotos = 100;

/** Times a classifier that has just been opened on the first photos, one at a time. `scores` are theirs. */
export async function timePhotos(
  classifier: Classifier,
  photos: readonly LabelledPhoto[],
  { limits, progress }: ScoringDependencies,
): Promise<{ timing: Timing; scores: PhotoScores[] }> {
  const chosen = photos.slice(0, warmUpPhotos + timedPhotos);
  progress.start(`timing ${chosen.length} photos one at a time`, chosen.length);
  const times: number[] = [];
  const scores: PhotoScores[] = [];
  for (const photo of chosen) {
    const startedAt = performance.now();
    scores.push(...(await classifier.classify([await prepareLabelledPhoto(photo, classifier, limits)])));
    times.push(performance.now() - startedAt);
    progress.advance();
  }
  progress.finish();
  const warm = times.length > warmUpPhotos ? times.slice(warmUpPhotos) : times;
  const latencyMs = { p50: percentile(warm, 0.5), p95: percentile(warm, 0.95), p99: percentile(warm, 0.99) };
  return { timing: { coldStartMs: times[0] ?? 0, latencyMs }, scores };
}

const chunk = 64;

/** Scores of every photo, and how many a second. Throws a HoneyburstError that names a photo that cannot be used. */
export async function scorePhotos(
  classifier: Classifier,
  photos: readonly LabelledPhoto[],
  { limits, progress }: ScoringDependencies,
): Promise<{ scores: PhotoScores[]; imagesPerSecond: number }> {
  const prepareAll = (some: readonly LabelledPhoto[]) =>
    Promise.all(some.map((photo) => prepareLabelledPhoto(photo, classifier, limits)));
  progress.start(`evaluating ${photos.length} photos`, photos.length);
  const startedAt = performance.now();
  const scores: PhotoScores[] = [];
  let next = prepareAll(photos.slice(0, chunk));
  for (let from = 0; from < photos.length; from += chunk) {
    const prepared = await next;
    next = prepareAll(photos.slice(from + chunk, from + 2 * chunk));
    // A failure of the next chunk is reported when its turn comes.
    next.catch(() => {});
    scores.push(...(await classifier.classify(prepared)));
    progress.advance(prepared.length);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  progress.finish();
  return { scores, imagesPerSecond: photos.length / seconds };
}

/** A photo as the classifier takes it. Throws a HoneyburstError that names one that cannot be used. */
export async function prepareLabelledPhoto(
  photo: LabelledPhoto,
  classifier: Pick<Classifier, 'input'>,
  limits: PhotoLimits,
): Promise<PreparedPhoto> {
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
}
