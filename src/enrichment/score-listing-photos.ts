import type { Classifier } from '../classifier/classifier.js';
import type { PhotoLimits } from '../config/photo.js';
import { whenAvailable } from '../database/available.js';
import type { Pool } from '../database/pool.js';
import { type HoneyburstError, type Stage, toHoneyburstError } from '../errors.js';
import type { PhotoInput, PreparedPhoto } from '../photo/photo.js';
import type { Work } from './claim.js';
import { findKnownScores, type KnownPhoto } from './known-scores.js';
import { type EnrichmentObserver, unobserved } from './observer.js';
import { priorities } from './producer.js';
import type { FailedPhoto, ScoredPhotos, SeenPhoto } from './scored-photos.js';

export interface PhotoStages {
  pool: Pool;
  fetchPhoto: (
    url: string,
    options: { visitor: { listing: number; urgent: boolean } },
  ) => Promise<{ bytes: Buffer; sha256: Buffer }>;
  preparePhoto: (bytes: Buffer, input: PhotoInput, limits: PhotoLimits) => Promise<PreparedPhoto>;
  limits: PhotoLimits;
  observer?: EnrichmentObserver | undefined;
}

/**
 * Fetches a listing's photos at the same time. The classifier then looks at each distinct photo that it has not seen
 * before; photos of fresh listings go first. A photo that cannot be fetched or decoded, or that the classifier refuses for
 * good, is reported in `failed`. If the classifier fails for now, or a
 * photo has to wait for its host, this throws.
 */
export async function scoreListingPhotos(
  stages: PhotoStages,
  classifier: Classifier,
  { photos, priority, listing }: Pick<Work, 'photos' | 'priority'> & { listing: { id: number } },
): Promise<ScoredPhotos> {
  const { observer = unobserved } = stages;
  const urgent = priority < priorities.backfill;
  const visitor = { listing: listing.id, urgent };
  const startedAt = performance.now();
  const fetched = await observer.stage('fetch', () =>
    Promise.all(
      photos.map((photo) => attempt('fetch', photo, () => stages.fetchPhoto(photo.url, { visitor }))),
    ),
  );
  // The host works, so the photo is worth waiting for.
  const busy = fetched.find(({ error }) => error?.code === 'photo_host_busy');
  if (busy?.error) throw busy.error;
  const bytesByHash = new Map<string, Buffer>();
  for (const { value } of fetched) if (value) bytesByHash.set(value.sha256.toString('hex'), value.bytes);

  const seen: Map<string, KnownPhoto> = await whenAvailable(stages.pool, () =>
    findKnownScores(stages.pool, classifier, [...bytesByHash.keys()]),
  );
  const known = new Set(seen.keys());
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
  // One call for each photo, so that a refused photo spoils no other. The classifier batches the calls.
  const classified = await observer.stage('classify', async () => {
    const answers = await Promise.all(
      decoded.map(({ subject, value }) =>
        attempt('classify', subject, async (): Promise<KnownPhoto> => {
          const [scores] = await classifier.classify([value!], { urgent });
          return { scores: scores!, picture: value!.picture };
        }),
      ),
    );
    const failures = answers.flatMap(({ error }) => error ?? []);
    const passing = failures.find(({ halts }) => halts) ?? failures.find(({ retryable }) => retryable);
    if (passing) throw passing;
    return answers;
  });
  for (const { subject, value } of classified) if (value) seen.set(subject, value);
  const classifiedAt = performance.now();

  const scored: SeenPhoto[] = [];
  const failed: FailedPhoto[] = [];
  const refusals = new Map(
    [...prepared, ...classified].flatMap(({ subject, error }) => (error ? [[subject, error]] : [])),
  );
  for (const { subject: photo, value, error } of fetched) {
    const sha256 = value?.sha256.toString('hex');
    const looked = sha256 === undefined ? undefined : seen.get(sha256);
    if (sha256 !== undefined && looked) scored.push({ ...photo, sha256, ...looked });
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

type Attempt<S, T> = { subject: S; value?: T; error?: HoneyburstError };

async function attempt<S, T>(stage: Stage, subject: S, work: () => Promise<T>): Promise<Attempt<S, T>> {
  try {
    return { subject, value: await work() };
  } catch (thrown) {
    return { subject, error: toHoneyburstError(thrown, stage) };
  }
}
