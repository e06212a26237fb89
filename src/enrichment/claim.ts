import type { CatalogueWords } from '../catalogue/catalogue.js';
import type { Queryable } from '../database/pool.js';
import type { ListingWords } from '../suggestion/answer-listing.js';
import type { EnrichmentReason } from './reason.js';

/** A claimed row of the ledger with everything that the work on it needs. */
export interface Work {
  id: number;
  /** Including this one. */
  attempts: number;
  /** The checksum tells the model from others that have had its name. */
  model: { name: string; checksum: string };
  reasons: EnrichmentReason[];
  /** Lower goes first; see `priorities`. */
  priority: number;
  photos: { position: number; url: string }[];
  listing: ListingWords & CatalogueWords & { id: number; externalId: string };
}

export type SkipCode = 'listing_changed' | 'listing_ended' | 'no_photos';

export type Claim =
  | { outcome: 'claimed'; work: Work }
  /** The last worker that claimed it never reported back. It may crash workers, so claim it again with `alone`. */
  | { outcome: 'suspect' }
  | { outcome: 'skipped'; code: SkipCode }
  | { outcome: 'failed'; code: string }
  /** Closed before, or unknown: there is nothing to do. */
  | { outcome: 'closed' };

export interface ClaimOptions {
  maxAttempts: number;
  maxPhotos: number;
  /** The caller runs nothing else at the same time. */
  alone: boolean;
}

/**
 * Claims a row of the ledger: counts the attempt before anything can go wrong, and loads what the work needs. Closes
 * the row instead if the listing has changed, has ended, has no photos, or has used up its attempts by killing workers
 * that worked on nothing else (`worker_crashed`). A worker that died while it worked on several listings proves
 * nothing about one of them, so that attempt is taken back.
 */
export async function claimEnrichment(db: Queryable, id: number, options: ClaimOptions): Promise<Claim> {
  const { rows } = await db.query<ClaimRow>({
    name: 'claim',
    text: claim,
    values: [id, options.maxAttempts, options.maxPhotos, options.alone],
  });
  const row = rows[0];
  if (!row) return { outcome: 'closed' };
  switch (row.verdict) {
    case 'claimed':
      return {
        outcome: 'claimed',
        work: {
          id,
          attempts: row.attempts + 1,
          model: { name: row.model, checksum: row.checksum },
          reasons: row.reasons,
          priority: row.priority,
          photos: row.photos,
          listing: row.listing,
        },
      };
    case 'suspect':
      return { outcome: 'suspect' };
    case 'exhausted':
      return { outcome: 'failed', code: row.code };
    default:
      return { outcome: 'skipped', code: row.verdict };
  }
}

interface ClaimRow {
  verdict: 'claimed' | 'suspect' | 'exhausted' | SkipCode;
  code: string;
  attempts: number;
  model: string;
  checksum: string;
  reasons: EnrichmentReason[];
  priority: number;
  photos: Work['photos'];
  listing: Work['listing'];
}

const claim = `
  WITH work AS (
    SELECT e.id, past.attempts, e.model, m.checksum, e.reasons, e.priority,
           coalesce(photos.photos, '[]') AS photos,
           CASE WHEN e.running THEN 'worker_crashed' ELSE coalesce(e.error_code, 'worker_crashed') END AS code,
           CASE WHEN l.state IN ('ended', 'deleted') THEN 'listing_ended'
                WHEN l.content_hash <> e.content_hash THEN 'listing_changed'
                -- Words of the text alone can answer; an unclear finish field alone says nothing new.
                WHEN photos.photos IS NULL AND l.text_family IS NULL THEN 'no_photos'
                WHEN past.attempts >= $2 THEN 'exhausted'
                WHEN e.running AND NOT $4 THEN 'suspect'
                ELSE 'claimed' END AS verdict,
           jsonb_build_object(
             'id', l.id, 'externalId', l.external_id, 'make', l.make, 'model', l.model, 'title', l.title,
             'year', l.year, 'unusual', l.unusual_share,
             'stated', jsonb_build_object('text', l.finish, 'finish', l.finish_slug, 'family', l.finish_family),
             'named', jsonb_build_object('finish', l.text_finish, 'family', l.text_family, 'phrase', l.text_phrase)
           ) AS listing
      FROM honeyburst.enrichment e
      JOIN honeyburst.listing l ON l.id = e.listing_id
      JOIN honeyburst.model m ON m.name = e.model
     CROSS JOIN LATERAL (
       SELECT e.attempts - (e.running AND e.error_code IS DISTINCT FROM 'worker_crashed')::integer AS attempts) past
     CROSS JOIN LATERAL (
       SELECT jsonb_agg(jsonb_build_object('position', p.position, 'url', p.url) ORDER BY p.position) AS photos
         FROM (SELECT position, url FROM honeyburst.listing_photo
                WHERE listing_id = l.id ORDER BY position LIMIT $3) p) photos
     WHERE e.id = $1 AND e.state IN ('pending', 'dispatched')
       FOR UPDATE OF e
  ), begun AS (
    UPDATE honeyburst.enrichment e
       SET state = 'dispatched', dispatched_at = coalesce(e.dispatched_at, now()),
           attempts = w.attempts + 1, running = true, started_at = now(), not_before = NULL,
           -- While the row runs, this code says that it runs alone because a worker died before.
           error_code = CASE WHEN e.running THEN 'worker_crashed' ELSE nullif(e.error_code, 'worker_crashed') END
      FROM work w WHERE e.id = w.id AND w.verdict = 'claimed'
  ), closed AS (
    UPDATE honeyburst.enrichment e
       SET state = CASE w.verdict WHEN 'exhausted' THEN 'failed' ELSE 'skipped' END,
           error_code = CASE w.verdict WHEN 'exhausted' THEN w.code ELSE w.verdict END,
           error_message = CASE WHEN w.verdict <> 'exhausted' THEN NULL
                                WHEN e.running THEN w.attempts || ' workers died while they worked on it alone'
                                ELSE e.error_message END,
           stage = CASE WHEN w.verdict = 'exhausted' AND NOT e.running THEN e.stage END,
           running = false, finished_at = now()
      FROM work w WHERE e.id = w.id AND w.verdict NOT IN ('claimed', 'suspect')
  )
  SELECT verdict, code, attempts, model, checksum, reasons, priority, photos, listing FROM work`;
