import type { Classifier, PhotoScores } from '../classifier/classifier.js';
import type { PhotoLimits } from '../config/photo.js';
import { whenAvailable } from '../database/available.js';
import type { Pool } from '../database/pool.js';
import { HoneyburstError, type Stage, toHoneyburstError } from '../errors.js';
import type { PhotoInput, PreparedPhoto } from '../photo/photo.js';
import type { Work } from './claim.js';
import { findKnownScores } from './known-scores.js';
import { type EnrichmentObserver, unobserved } from './observer.js';
import { priorities } from './producer.js';

export interface PhotoStages {
  pool: Pool;
  fetchPhoto: (url: string) => Promise<{ bytes: Buffer; sha256: Buffer }>;
  preparePhoto: (bytes: Buffer, input: PhotoInput, limits: PhotoLimits) => Promise<PreparedPhoto>;
  limits: PhotoLimits;
  observer?: EnrichmentObserver | undefined;
}

interface Photo {
  position: number;
  url: string;
}

export interface ScoredPhoto extends Photo {
  /** Hexadecimal; equal for photos that are the same. */
  sha256: string;
  scores: PhotoScores;
}

export interface FailedPhoto extends Photo {
  error: HoneyburstError;
}

export interface ScoredPhotos {
  scored: ScoredPhoto[];
  failed: FailedPhoto[];
  /** How many of the scored ones the model had seen before. */
  known: number;
  /** Spent on fetching and decoding. */
  fetchMs: number;
  /** Spent on waiting for and running the classifier. */
  classifyMs: number;
}

/**
 * Fetches a listing's photos side by side and has the classifier look at each distinct one that it has not seen
 * before, those of fresh listings first. A photo that cannot be fetched or decoded, or that the classifier refuses for good, is reported; a classifier
 * that fails for now throws.
 */
export async function scorePhotos(
  stages: PhotoStages,
  classifier: Classifier,
  { photos, priority }: Pick<Work, 'photos' | 'priority'>,
): Promise<ScoredPhotos> {
  const { observer = unobserved } = stages;
  const urgent = priority < priorities.backfill;
  const startedAt = performance.now();
  const fetched = await observer.stage('fetch', () =>
    Promise.all(photos.map((photo) => attempt('fetch', photo, () => stages.fetchPhoto(photo.url)))),
  );
  const bytesByHash = new Map<string, Buffer>();
  for (const { value } of fetched) if (value) bytesByHash.set(value.sha256.toString('hex'), value.bytes);

  const scores = await whenAvailable(stages.pool, () =>
    findKnownScores(stages.pool, classifier, [...bytesByHash.keys()]),
  );
  const known = new Set(scores.keys());
  const prepared = await observer.stage('decode', () =>
    Promise.all(
      [...bytesByHash]
        .filter(([hash]) => !known.has(hash))
        .map(([hash, bytes]) =>
          attempt('decode', hash, () => stages.preparePhoto(bytes, classifier.input, stages.limits)),
        ),
    ),
  );
  const decodedAt = performance.now();
  const decoded = prepared.filter((one) => one.value !== undefined);
  // A call for each, so that a photo that is refused takes no other with it; the classifier makes batches of them.
  const classified = await observer.stage('classify', async () => {
    const answers = await Promise.all(
      decoded.map(({ subject, value }) =>
        attempt('classify', subject, async () => (await classifier.classify([value!], { urgent }))[0]!),
      ),
    );
    const failures = answers.flatMap(({ error }) => error ?? []);
    const passing = failures.find(({ halts }) => halts) ?? failures.find(({ retryable }) => retryable);
    if (passing) throw passing;
    return answers;
  });
  for (const { subject, value } of classified) if (value) scores.set(subject, value);
  const classifiedAt = performance.now();

  const scored: ScoredPhoto[] = [];
  const failed: FailedPhoto[] = [];
  const refusals = new Map(
    [...prepared, ...classified].flatMap(({ subject, error }) => (error ? [[subject, error]] : [])),
  );
  for (const { subject: photo, value, error } of fetched) {
    const sha256 = value?.sha256.toString('hex');
    const known = sha256 === undefined ? undefined : scores.get(sha256);
    if (sha256 !== undefined && known) scored.push({ ...photo, sha256, scores: known });
    else failed.push({ ...photo, error: error ?? refusals.get(sha256!)! });
  }
  const result = {
    scored,
    failed,
    known: scored.filter(({ sha256 }) => known.has(sha256)).length,
    fetchMs: decodedAt - startedAt,
    classifyMs: classifiedAt - decodedAt,
  };
  observer.photos(result);
  return result;
}

/**
 * The error of a listing none of whose photos could be used: one that may pass, if there is one, else the
 * commonest; the first photo's where several are equally common.
 */
export function mostTellingError(failed: readonly FailedPhoto[]): HoneyburstError {
  const passing = failed.filter(({ error }) => error.retryable);
  const candidates = passing.length > 0 ? passing : failed;
  const counts = new Map<string, number>();
  for (const { error } of candidates) counts.set(error.code, (counts.get(error.code) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const { error, position } = candidates.find((photo) => counts.get(photo.error.code) === most)!;
  const { code, stage, retryable } = error;
  const waits = candidates.map((photo) => photo.error.retryAfterMs ?? 0);
  return new HoneyburstError(
    `None of ${failed.length} photos could be used; photo ${position}: ${error.message}`,
    { code, stage, retryable, retryAfterMs: Math.max(...waits) || undefined, cause: error },
  );
}

type Attempt<S, T> = { subject: S; value?: T; error?: HoneyburstError };

async function attempt<S, T>(stage: Stage, subject: S, work: () => Promise<T>): Promise<Attempt<S, T>> {
  try {
    return { subject, value: await work() };
  } catch (thrown) {
    return { subject, error: toHoneyburstError(thrown, stage) };
  }
}
