import pg from 'pg';
import type { Queryable } from '../database/pool.js';
import type { HoneyburstError, Stage } from '../errors.js';
import type { SkipCode } from './claim.js';
import type { SuggestionReason } from './reason.js';

/** A photo that the model has scored, as it is kept. Probabilities are in the order of the model's labels. */
export interface Prediction {
  position: number;
  url: string;
  /** 64 hexadecimal digits. */
  sha256: string;
  family: string;
  finish: string | undefined;
  confidence: number;
  bodyShare: number;
  familyProbabilities: ArrayLike<number>;
  finishProbabilities: ArrayLike<number>;
}

export interface PhotoError {
  position: number;
  stage: Stage;
  code: string;
  message: string;
}

export interface Completion {
  id: number;
  predictions: readonly Prediction[];
  photoErrors: readonly PhotoError[];
  /** What the photos show: the best family and finish whatever the level, and the confidence at the level. */
  answer: {
    level: 'finish' | 'family' | 'none';
    family: string;
    finish: string | undefined;
    confidence: number;
  };
  /** Absent: there is nothing to suggest. */
  suggestion: { reasons: readonly SuggestionReason[]; evidence: object } | undefined;
  taxonomyVersion: number | null;
  fetchMs: number;
  classifyMs: number;
}

export type Completed =
  | { outcome: 'suggested' }
  /** Nothing in the photos contradicts what the seller states. */
  | { outcome: 'confirmed' }
  | { outcome: 'skipped'; code: SkipCode }
  | { outcome: 'closed' };

/**
 * Closes a row of the ledger and writes what came of it: predictions, the answer, and the suggestion in place
 * of the listing's pending one. One statement, so all of it or nothing; a row closed before stays as it is.
 */
export async function completeEnrichment(db: Queryable, completion: Completion): Promise<Completed> {
  const { answer, suggestion } = completion;
  const parameters = [
    completion.id,
    answer.level,
    answer.family,
    answer.finish ?? null,
    answer.confidence,
    Math.round(completion.fetchMs),
    Math.round(completion.classifyMs),
    JSON.stringify(completion.photoErrors),
    JSON.stringify(completion.predictions.map(toRow)),
    suggestion !== undefined,
    completion.taxonomyVersion,
    suggestion?.reasons ?? null,
    JSON.stringify(suggestion?.evidence ?? null),
  ];
  for (;;) {
    try {
      const { rows } = await db.query<{ state: string; code: SkipCode }>({
        name: 'complete',
        text: complete,
        values: parameters,
      });
      const row = rows[0];
      if (!row) return { outcome: 'closed' };
      if (row.state === 'skipped') return { outcome: 'skipped', code: row.code };
      return { outcome: suggestion ? 'suggested' : 'confirmed' };
    } catch (error) {
      // Another row of the same listing was completed after this statement began: now it can be superseded.
      if (!(error instanceof pg.DatabaseError) || error.constraint !== 'suggestion_pending') throw error;
    }
  }
}

/**
 * Keeps a failure on the ledger; a `final` one closes the row. Does nothing to a row that is closed, and says so.
 */
export async function recordFailure(
  db: Queryable,
  failure: { id: number; error: HoneyburstError; photoErrors: readonly PhotoError[]; final: boolean },
): Promise<boolean> {
  const { id, error, photoErrors, final } = failure;
  const { rowCount } = await db.query(
    `UPDATE honeyburst.enrichment
        SET running = false, stage = $2, error_code = $3, error_message = $4, photo_errors = $5,
            state = CASE WHEN $6 THEN 'failed' ELSE state END, finished_at = CASE WHEN $6 THEN now() END
      WHERE id = $1 AND state IN ('pending', 'dispatched')`,
    [id, error.stage, error.code, error.message.replaceAll('\0', ''), JSON.stringify(photoErrors), final],
  );
  return rowCount === 1;
}

/** Puts a row that was begun on back on the ledger, the attempt not counted: nothing was wrong with the listing. */
export async function releaseEnrichment(db: Queryable, id: number): Promise<void> {
  await db.query(
    `UPDATE honeyburst.enrichment
        SET state = 'pending', attempts = greatest(attempts - 1, 0), running = false
      WHERE id = $1 AND state IN ('pending', 'dispatched')`,
    [id],
  );
}

function toRow(prediction: Prediction) {
  return {
    position: prediction.position,
    url: prediction.url,
    sha256: prediction.sha256,
    family: prediction.family,
    finish: prediction.finish ?? null,
    confidence: prediction.confidence,
    body_share: prediction.bodyShare,
    family_probabilities: Array.from(prediction.familyProbabilities, toDecimals),
    finish_probabilities: Array.from(prediction.finishProbabilities, toDecimals),
  };
}

/** Widened to doubles they would print 17 digits each; more than seven mean nothing. */
function toDecimals(value: number): number {
  return Math.round(value * 1e7) / 1e7;
}

// The count makes the insert wait for the update, so that the unique index sees the old suggestion go first.
const complete = `
  WITH closed AS (
    UPDATE honeyburst.enrichment e
       SET state = CASE WHEN c.code IS NULL THEN 'done' ELSE 'skipped' END,
           error_code = c.code, error_message = NULL, stage = NULL, running = false, finished_at = now(),
           level = $2, family = $3, finish = $4, confidence = $5, fetch_ms = $6, classify_ms = $7,
           photo_errors = $8
      FROM (SELECT l.id AS listing_id,
                   CASE WHEN l.state IN ('ended', 'deleted') THEN 'listing_ended'
                        WHEN l.content_hash <> o.content_hash THEN 'listing_changed' END AS code
              FROM honeyburst.enrichment o JOIN honeyburst.listing l ON l.id = o.listing_id
             WHERE o.id = $1) c
     WHERE e.id = $1 AND e.state IN ('pending', 'dispatched')
    RETURNING e.id, e.listing_id, e.model, e.state, e.error_code
  ), predicted AS (
    INSERT INTO honeyburst.prediction
           (enrichment_id, listing_id, model, position, url, sha256, family, finish, confidence, body_share,
            family_probabilities, finish_probabilities)
    SELECT c.id, c.listing_id, c.model, p.position, p.url, decode(p.sha256, 'hex'), p.family, p.finish,
           p.confidence, p.body_share, p.family_probabilities, p.finish_probabilities
      FROM closed c, jsonb_to_recordset($9) AS p(
             position smallint, url text, sha256 text, family text, finish text, confidence real,
             body_share real, family_probabilities real[], finish_probabilities real[])
  ), superseded AS (
    UPDATE honeyburst.suggestion s
       SET status = 'superseded', decided_at = now()
      FROM closed c
     WHERE s.listing_id = c.listing_id AND s.status = 'pending' AND c.state = 'done'
    RETURNING s.id
  ), suggested AS (
    INSERT INTO honeyburst.suggestion
           (listing_id, enrichment_id, model, taxonomy_version, level, family, finish, confidence, reasons, evidence)
    SELECT c.listing_id, c.id, c.model, $11, $2, CASE WHEN $2 <> 'none' THEN $3 END,
           CASE WHEN $2 = 'finish' THEN $4 END, $5, $12, $13
      FROM closed c, (SELECT count(*) FROM superseded) s
     WHERE c.state = 'done' AND $10
  )
  SELECT state, error_code AS code FROM closed`;
