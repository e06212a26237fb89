import type { Catalogue } from '../catalogue/catalogue.js';
import type { Classifier } from '../classifier/classifier.js';
import { whenAvailable } from '../database/available.js';
import { HoneyburstError, type Stage, toHoneyburstError } from '../errors.js';
import type { Log } from '../log.js';
import { answerListing } from '../suggestion/answer-listing.js';
import { fuseListing } from '../suggestion/fuse-listing.js';
import { toPhotoEvidence } from '../suggestion/photo-evidence.js';
import type { Taxonomy } from '../taxonomy/taxonomy.js';
import { type Claim, claimEnrichment, type Work } from './claim.js';
import { type Completed, completeEnrichment } from './complete.js';
import { type Limit, within } from './limit.js';
import { unobserved } from './observer.js';
import { toPhotoError } from './photo-error.js';
import { toPrediction } from './photo-prediction.js';
import { postponeEnrichment } from './postpone.js';
import { toFindings } from './reason.js';
import { recordFailure } from './record-failure.js';
import { releaseEnrichment } from './reopen.js';
import { markRepeatedPhotos } from './repeated-photos.js';
import { type PhotoStages, scoreListingPhotos } from './score-listing-photos.js';
import { type FailedPhoto, mostTellingError } from './scored-photos.js';

export interface EnrichDependencies extends PhotoStages {
  /** The model, loaded once. */
  openClassifier: (model: Work['model']) => Promise<Classifier>;
  /** Its version is noted on suggestions, and a finish is named only where the maker offers it. Absent: any finish. */
  taxonomy?: Pick<Taxonomy, 'version' | 'offers' | 'finishesByFamily'>;
  /** What the marketplace's own listings teach. Absent: nothing. */
  catalogue?: () => Promise<Catalogue>;
  /** How often a listing is tried, including the first time. */
  attempts: number;
  /** How long one attempt may take, so that nothing hangs for good. Default: 15 minutes. */
  timeoutMs?: number;
  log: Log;
}

export interface EnrichOptions {
  /** Whether nothing else runs in this process. */
  alone?: boolean;
  /** Gives the listing up: its row is pending again, as if nobody had claimed it. */
  signal?: AbortSignal | undefined;
}

/** Far longer than the slowest host and the busiest remote classifier take. */
const defaultTimeoutMs = 900_000;

export type EnrichOutcome =
  | Completed
  | Exclude<Claim, { outcome: 'claimed' }>
  /** Its turn comes later. */
  | { outcome: 'postponed'; code: string };

/**
 * Takes one row of the ledger through the stages. A failure is recorded on the ledger and thrown; it is retryable while
 * the row has attempts left. An error that halts leaves the row pending, as if nobody had claimed it. If the database is
 * down, this waits for it. Any process may make the same call at any time: a row is completed only once.
 */
export function enrich(
  dependencies: EnrichDependencies,
  enrichmentId: number,
  { alone = false, signal }: EnrichOptions = {},
): Promise<EnrichOutcome> {
  const { observer = unobserved, timeoutMs = defaultTimeoutMs } = dependencies;
  return observer.listing(enrichmentId, async () => {
    const claim = await claimRow(dependencies, enrichmentId, alone, signal);
    if (claim.outcome !== 'claimed') return claim;
    const { work } = claim;
    const failed: FailedPhoto[] = [];
    try {
      return await answer(dependencies, work, failed, { timeoutMs, signal });
    } catch (thrown) {
      return await recordError(dependencies, work, failed, toHoneyburstError(thrown, 'classify'), signal);
    }
  });
}

function claimRow(
  { pool, limits, attempts, observer = unobserved }: EnrichDependencies,
  enrichmentId: number,
  alone: boolean,
  signal: AbortSignal | undefined,
): Promise<Claim> {
  const options = { maxAttempts: attempts, maxPhotos: limits.maxPerListing, alone };
  return observer.stage('claim', () =>
    whenAvailable(pool, () => claimEnrichment(pool, enrichmentId, options), signal),
  );
}

/** From the photos to the suggestion. Photos that cannot be used are added to `failed`. */
async function answer(
  dependencies: EnrichDependencies,
  work: Work,
  failed: FailedPhoto[],
  limit: Limit,
): Promise<Completed> {
  const { pool, observer = unobserved, taxonomy, catalogue } = dependencies;
  const classifier = await inStage('model', dependencies.openClassifier(work.model));

  const photos = await within(limit, scoreListingPhotos(dependencies, classifier, work));
  failed.push(...photos.failed);
  // Words of the text answer without photos too.
  if (photos.scored.length === 0 && work.listing.named.family === null) throw mostTellingError(failed);

  const marking = () => markRepeatedPhotos(pool, work.listing.id, photos.scored);
  const scored = await whenAvailable(pool, marking, limit.signal);
  const fused = fuseListing(scored, classifier.labels);
  const listing = { ...work.listing, findings: toFindings(work.reasons) };
  const evidence = toPhotoEvidence({ scored, failed }, fused.weights, classifier.labels);

  const known = catalogue && (await whenAvailable(pool, catalogue, limit.signal));
  const context = {
    known: taxonomy?.finishesByFamily,
    shares: known?.shares(work.listing),
    offers: (finish: string) => taxonomy?.offers(finish, work.listing) ?? true,
  };
  const completion = {
    id: work.id,
    ...answerListing(fused, classifier, listing, evidence, context),
    predictions: scored.map((photo) => toPrediction(photo, classifier.labels)),
    photoErrors: failed.map(toPhotoError),
    taxonomyVersion: taxonomy?.version ?? null,
    fetchMs: photos.fetchMs,
    classifyMs: photos.classifyMs,
  };
  const write = () => whenAvailable(pool, () => completeEnrichment(pool, completion), limit.signal);
  return inStage('write', observer.stage('write', write));
}

/** Postpones the row, or throws the error, recorded, unless another worker has closed the row in the meantime. */
async function recordError(
  { pool, attempts, log }: EnrichDependencies,
  work: Work,
  failed: readonly FailedPhoto[],
  error: HoneyburstError,
  signal: AbortSignal | undefined,
): Promise<{ outcome: 'closed' } | { outcome: 'postponed'; code: string }> {
  if (error.halts || signal?.aborted) {
    await whenAvailable(pool, () => releaseEnrichment(pool, work.id), signal);
    throw error;
  }
  const photoErrors = failed.map(toPhotoError);
  if (error.postpones) {
    const postponed = () => postponeEnrichment(pool, { id: work.id, error, photoErrors });
    if (await whenAvailable(pool, postponed, signal)) return { outcome: 'postponed', code: error.code };
  }
  const final = !error.retryable || error.postpones || work.attempts >= attempts;
  const failure = { id: work.id, error, photoErrors, final };
  const recorded = await whenAvailable(pool, () => recordFailure(pool, failure), signal);
  if (!recorded) return { outcome: 'closed' };
  log.debug(
    { listing: work.listing.externalId, code: error.code, attempts: work.attempts, final },
    error.message,
  );
  throw final ? permanent(error, work) : error;
}

/** Gives unknown errors of this work the stage that they happened in. */
function inStage<T>(stage: Stage, work: Promise<T>): Promise<T> {
  return work.catch((thrown) => {
    throw toHoneyburstError(thrown, stage);
  });
}

function permanent(error: HoneyburstError, work: Work): HoneyburstError {
  return new HoneyburstError(`Listing ${work.listing.externalId}: ${error.message}`, {
    code: error.code,
    stage: error.stage,
    cause: error,
  });
}
