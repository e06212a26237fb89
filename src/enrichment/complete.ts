import pg from 'pg';
import type { Queryable } from '../database/pool.js';
import type { ListingAnswer } from '../suggestion/answer-listing.js';
import type { SkipCode } from './claim.js';
import type { PhotoError } from './photo-error.js';
import type { PhotoPrediction } from './photo-prediction.js';

/** What the photos and the words of a listing came to. */
export interface Completion extends ListingAnswer {
  id: number;
  predictions: readonly PhotoPrediction[];
  photoErrors: readonly PhotoError[];
  taxonomyVersion: number | null;
  fetchMs: number;
  classifyMs: number;
}

export type Completed =
  | { outcome: 'suggested' }
  /** The photos do not contradict what the seller states. */
  | { outcome: 'confirmed' }
  | { outcome: 'skipped'; code: SkipCode }
  | { outcome: 'closed' };

/**
 * Closes a row of the ledger and writes the result: the predictions, the answer, and the suggestion, which supersedes
 * the listing's pending one. It is one statement, so all of it is written or nothing. A closed row stays as it is.
 */
export async function completeEnrichment(db: Queryable, completion: Completion): Promise<Completed> {
  const { answer, seen, suggestion } = completion;
  const parameters = [
    completion.id,
    seen.level,
    seen.family ?? null,
    seen.finish ?? null,
    seen.confidence,
    Math.round(completion.fetchMs),
    Math.round(completion.classifyMs),
    JSON.stringify(completion.photoErrors),
    JSON.stringify(completion.predictions.map(toRow)),
    suggestion !== undefined,
    completion.taxonomyVersion,
    suggestion?.reasons ?? null,
    JSON.stringify(suggestion?.evidence ?? null),
    answer.level,
    answer.level === 'none' ? null : answer.family,
    answer.level === 'finish' ? answer.finish : null,
    answer.confidence,
    suggestion?.either ?? null,
    suggestion?.suspicion ?? 0,
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
      // Another row of the same listing was completed after this statement began. A second try supersedes its suggestion.
      if (!(error instanceof pg.DatabaseError) || error.constraint !== 'suggestion_pending') throw error;
    }
  }
}

function toRow(prediction: PhotoPrediction) {
  return {
    position: prediction.position,
    url: prediction.url,
    sha256: prediction.sha256,
    family: prediction.family,
    finish: prediction.finish ?? null,
    confidence: prediction.confidence,
    body_share: prediction.bodyShare,
    view: prediction.view ?? null,
    reason: prediction.reason ?? null,
    ...toPictureColumns(prediction.picture),
    family_probabilities: Array.from(prediction.familyProbabilities, toDecimals),
    finish_probabilities: Array.from(prediction.finishProbabilities, toDecimals),
  };
}

/** JSON has no numbers of 64 bits, so they are texts. */
function toPictureColumns(picture: PhotoPrediction['picture']) {
  if (!picture) return {};
  return {
    picture_hash: String(picture.hash),
    picture_unsure: String(picture.unsure),
    picture_colours: Buffer.from(picture.colours).toString('hex'),
  };
}

/** A float32 has seven digits; as a double it would print 17. */
function toDecimals(value: number): number {
  return Math.round(value * 1e7) / 1e7;
}

// Counting the superseded rows makes the insert wait for the update: the unique index allows one pending suggestion.
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
            family_probabilities, finish_probabilities, view, reason, picture_hash, picture_unsure, picture_colours)
    SELECT c.id, c.listing_id, c.model, p.position, p.url, decode(p.sha256, 'hex'), p.family, p.finish,
           p.confidence, p.body_share, p.family_probabilities, p.finish_probabilities, p.view, p.reason,
           p.picture_hash, p.picture_unsure, decode(p.picture_colours, 'hex')
      FROM closed c, jsonb_to_recordset($9) AS p(
             position smallint, url text, sha256 text, family text, finish text, confidence real,
             body_share real, family_probabilities real[], finish_probabilities real[], view text, reason text,
             picture_hash bigint, picture_unsure bigint, picture_colours text)
  ), superseded AS (
    UPDATE honeyburst.suggestion s
       SET status = 'superseded', decided_at = now()
      FROM closed c
     WHERE s.listing_id = c.listing_id AND s.status = 'pending' AND c.state = 'done'
    RETURNING s.id
  ), suggested AS (
    INSERT INTO honeyburst.suggestion
           (listing_id, enrichment_id, model, taxonomy_version, level, family, finish, confidence, either,
            suspicion, reasons, evidence)
    SELECT c.listing_id, c.id, c.model, $11, $14, $15, $16, $17, $18, $19, $12, $13
      FROM closed c, (SELECT count(*) FROM superseded) s
     WHERE c.state = 'done' AND $10
  )
  SELECT state, error_code AS code FROM closed`;
