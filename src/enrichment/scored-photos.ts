import { HoneyburstError } from '../errors.js';
import type { Picture } from '../photo/picture.js';
import type { ScoredPhoto } from '../suggestion/fuse-listing.js';

export interface SeenPhoto extends ScoredPhoto {
  /** Undefined: classified before pictures were kept. */
  picture: Picture | undefined;
}

export interface FailedPhoto {
  position: number;
  url: string;
  error: HoneyburstError;
}

/** The photos of a listing after the model has looked at them. */
export interface ScoredPhotos {
  scored: SeenPhoto[];
  failed: FailedPhoto[];
  /** How many of the scored ones the model had seen before. */
  known: number;
  /** Time spent on fetching and decoding. */
  fetchMs: number;
  /** Time spent on waiting for the classifier and running it. */
  classifyMs: number;
}

/**
 * The error of a listing that has no usable photo. If any photo failed with an error that
 * postpones, only those count; else, if any failed with a retryable error, only those. Of
 * what counts, it is the commonest error, and the first photo's where several are equally common.
 */
export function mostTellingError(failed: readonly FailedPhoto[]): HoneyburstError {
  const postponing = failed.filter(({ error }) => error.postpones);
  const passing = failed.filter(({ error }) => error.retryable);
  const candidates = [postponing, passing, failed].find(({ length }) => length > 0)!;
  const counts = new Map<string, number>();
  for (const { error } of candidates) counts.set(error.code, (counts.get(error.code) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const { error, position } = candidates.find((photo) => counts.get(photo.error.code) === most)!;
  const { code, stage, retryable, postpones } = error;
  const waits = candidates.map((photo) => photo.error.retryAfterMs ?? 0);
  return new HoneyburstError(
    `None of ${failed.length} photos could be used; photo ${position}: ${error.message}`,
    { code, stage, retryable, postpones, retryAfterMs: Math.max(...waits) || undefined, cause: error },
  );
}
