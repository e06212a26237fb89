import { indexOfHighest } from '../classifier/answer.js';
import type { Classifier } from '../classifier/classifier.js';
import { whenAvailable } from '../database/available.js';
import { HoneyburstError, type Stage, toHoneyburstError } from '../errors.js';
import type { Log } from '../log.js';
import { decide, round } from '../suggestion/decide.js';
import type { Evidence } from '../suggestion/evidence.js';
import { fusePhotos } from '../suggestion/fuse.js';
import { type Claim, claimEnrichment, type Work } from './claim.js';
import {
  type Completed,
  completeEnrichment,
  type Prediction,
  recordFailure,
  releaseEnrichment,
} from './close.js';
import { type Limit, within } from './limit.js';
import { type EnrichmentObserver, unobserved } from './observer.js';
import {
  type FailedPhoto,
  mostTellingError,
  type PhotoStages,
  type ScoredPhoto,
  scorePhotos,
} from './score-photos.js';

export interface EnrichDependencies extends PhotoStages {
  /** The model, loaded once. */
  openClassifier: (model: Work['model']) => Promise<Classifier>;
  /** Version that suggestions name. */
  taxonomyVersion: number | null;
  /** How often a listing is tried, the first time included. */
  attempts: number;
  /** How long one attempt may take: an end to what hangs. */
  timeoutMs?: number;
  log: Log;
}

export interface EnrichOptions {
  /** Nothing runs beside it in this process. */
  alone?: boolean;
  /** Gives the listing up: its row is open again, as if it had not been begun on. */
  signal?: AbortSignal | undefined;
}

/** Far more than the slowest host and the busiest remote classifier take. */
const defaultTimeoutMs = 900_000;

export type EnrichOutcome = Completed | Exclude<Claim, { outcome: 'claimed' }>;

/**
 * Takes one row of the ledger through the stages. Failures are kept on the ledger and thrown: retryable as long
 * as the row has attempts left. One that halts leaves the row open, as if it had not been begun on; a database that is
 * away is waited for. Any call may be repeated, by any process at any time: a row is completed once.
 */
export function enrich(
  dependencies: EnrichDependencies,
  enrichmentId: number,
  { alone = false, signal }: EnrichOptions = {},
): Promise<EnrichOutcome> {
  const { observer = unobserved, timeoutMs = defaultTimeoutMs } = dependencies;
  return observer.listing(enrichmentId, () =>
    takeThrough(dependencies, enrichmentId, { alone, observer, limit: { timeoutMs, signal } }),
  );
}

async function takeThrough(
  dependencies: EnrichDependencies,
  enrichmentId: number,
  { alone, observer, limit }: { alone: boolean; observer: EnrichmentObserver; limit: Limit },
): Promise<EnrichOutcome> {
  const { pool, limits, attempts, log } = dependencies;
  const { signal } = limit;
  const patiently = <T>(work: () => Promise<T>) => whenAvailable(pool, work, signal);
  const claim = await observer.stage('claim', () =>
    patiently(() =>
      claimEnrichment(pool, enrichmentId, {
        maxAttempts: attempts,
        maxPhotos: limits.maxPerListing,
        alone,
      }),
    ),
  );
  if (claim.outcome !== 'claimed') return claim;

  const { work } = claim;
  let stage: Stage = 'model';
  let failed: FailedPhoto[] = [];
  try {
    const classifier = await dependencies.openClassifier(work.model);
    stage = 'classify';
    const photos = await within(limit, scorePhotos(dependencies, classifier, work));
    failed = photos.failed;
    if (photos.scored.length === 0) throw mostTellingError(failed);

    const distinct = photos.scored.filter((photo, i, all) => i === firstTwin(all, photo));
    const fused = fusePhotos(
      distinct.map((photo) => photo.scores),
      classifier.labels,
    );
    const weights = new Map(distinct.map((photo, i) => [photo.position, fused.weights[i]!]));
    const predictions = photos.scored.map((photo) => toPrediction(photo, classifier));
    const decision = decide(fused, classifier, work, toEvidence(predictions, failed, weights, classifier));

    stage = 'write';
    return await observer.stage('write', () =>
      patiently(() =>
        completeEnrichment(pool, {
          id: work.id,
          predictions,
          photoErrors: failed.map(toPhotoError),
          ...decision,
          taxonomyVersion: dependencies.taxonomyVersion,
          fetchMs: photos.fetchMs,
          classifyMs: photos.classifyMs,
        }),
      ),
    );
  } catch (thrown) {
    const error = toHoneyburstError(thrown, stage);
    if (error.halts || signal?.aborted) {
      await patiently(() => releaseEnrichment(pool, work.id));
      throw error;
    }
    const final = !error.retryable || work.attempts >= attempts;
    const recorded = await patiently(() =>
      recordFailure(pool, {
        id: work.id,
        error,
        photoErrors: failed.map(toPhotoError),
        final,
      }),
    );
    // Another worker, to which the queue gave the same job, was quicker: its word counts.
    if (!recorded) return { outcome: 'closed' };
    log.debug(
      { listing: work.listing.externalId, code: error.code, attempts: work.attempts, final },
      error.message,
    );
    throw final ? permanent(error, work) : error;
  }
}

function firstTwin(photos: readonly ScoredPhoto[], photo: ScoredPhoto): number {
  return photos.findIndex((other) => other.sha256 === photo.sha256);
}

function toPrediction({ position, url, sha256, scores }: ScoredPhoto, classifier: Classifier): Prediction {
  const family = indexOfHighest(scores.coarse);
  const finish = indexOfHighest(scores.fine);
  return {
    position,
    url,
    sha256,
    family: classifier.labels.coarse[family]!,
    finish: classifier.labels.fine[finish]?.label,
    confidence: finish < 0 ? scores.coarse[family]! : scores.fine[finish]!,
    bodyShare: scores.bodyShare,
    familyProbabilities: scores.coarse,
    finishProbabilities: scores.fine,
  };
}

function toEvidence(
  predictions: readonly Prediction[],
  failed: readonly FailedPhoto[],
  weights: ReadonlyMap<number, number>,
  classifier: Classifier,
): Evidence['photos'] {
  const seen = predictions.map(({ position, url, bodyShare, finish, confidence, ...photo }) => ({
    position,
    url,
    bodyShare: round(bodyShare),
    weight: round(weights.get(position) ?? 0),
    family: {
      label: photo.family,
      confidence: round(photo.familyProbabilities[classifier.labels.coarse.indexOf(photo.family)]!),
    },
    finish: finish === undefined ? null : { label: finish, confidence: round(confidence) },
  }));
  const unseen = failed.map((photo) => {
    const { position, ...error } = toPhotoError(photo);
    return { position, url: photo.url, error };
  });
  return [...seen, ...unseen].sort((a, b) => a.position - b.position);
}

function toPhotoError({ position, error: { stage, code, message } }: FailedPhoto) {
  return { position, stage, code, message };
}

function permanent(error: HoneyburstError, work: Work): HoneyburstError {
  return new HoneyburstError(`Listing ${work.listing.externalId}: ${error.message}`, {
    code: error.code,
    stage: error.stage,
    cause: error,
  });
}
