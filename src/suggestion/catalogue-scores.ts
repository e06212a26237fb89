import type { LabelScores, PhotoScores } from '../classifier/classifier.js';
import type { LabelTree } from '../classifier/label-tree.js';
import type { PhotoReason } from '../classifier/photo-reason.js';
import type { View } from '../classifier/view.js';
import type { Queryable } from '../database/pool.js';
import { fusePhotos } from './fuse.js';

/** A listing whose seller states a colour, with what a model saw in its photos. */
export interface ScoredListing {
  id: number;
  /** The row of the ledger that the scores come from. */
  enrichmentId: number;
  /** As the taxonomy reads the seller's words. The finish is null if the seller names only a colour. */
  family: string;
  finish: string | null;
  scores: LabelScores;
}

/** Labels in the order of the model's predictions. */
export interface ScoredModel {
  name: string;
  labels: LabelTree;
}

/** Listings for sale whose stated family is among those that the model `$1` knows (`$2`); `e` is its work on them. */
const stated = `
  FROM honeyburst.listing l
  LEFT JOIN honeyburst.enrichment e
         ON e.listing_id = l.id AND e.content_hash = l.content_hash AND e.model = $1 AND e.state = 'done'
 WHERE l.state IN ('draft', 'live') AND l.resolved_taxonomy IS NOT NULL AND l.finish_family = ANY ($2::text[])`;

/** How many listings the model could judge: those it has seen in their present state, and those it has not. */
export async function countScoredListings(
  db: Queryable,
  model: ScoredModel,
): Promise<{ seen: number; unseen: number }> {
  const { rows } = await db.query<{ seen: number; unseen: number }>(
    `SELECT count(e.id) AS seen, count(*) - count(e.id) AS unseen ${stated}`,
    [model.name, model.labels.coarse],
  );
  return rows[0] as { seen: number; unseen: number };
}

/** All listings of which the model has seen a photo with a vote, with their fused photos, page by page in the order of their ids. */
export async function* readScoredListings(
  db: Queryable,
  model: ScoredModel,
  pageSize = 1000,
): AsyncGenerator<ScoredListing[]> {
  let after = 0;
  for (;;) {
    const { rows: listings } = await db.query<Omit<ScoredListing, 'scores'>>(
      `SELECT l.id, e.id AS "enrichmentId", l.finish_family AS family, l.finish_slug AS finish ${stated}
          AND e.id IS NOT NULL AND l.id > $3
        ORDER BY l.id LIMIT $4`,
      [model.name, model.labels.coarse, after, pageSize],
    );
    const last = listings.at(-1);
    if (!last) return;
    after = last.id;
    const photos = await readPhotos(
      db,
      listings.map(({ enrichmentId }) => enrichmentId),
    );
    yield listings.flatMap((listing) => {
      const seen = photos.get(listing.enrichmentId);
      const scores = fusePhotos(seen ?? [], model.labels);
      return scores ? [{ ...listing, scores }] : [];
    });
  }
}

/** The distinct photos of each row of the ledger. */
async function readPhotos(
  db: Queryable,
  enrichmentIds: readonly number[],
): Promise<Map<number, PhotoScores[]>> {
  const { rows } = await db.query<{
    enrichmentId: number;
    families: number[];
    finishes: number[];
    bodyShare: number;
    view: View | null;
    reason: PhotoReason | null;
  }>(
    `SELECT enrichment_id AS "enrichmentId", body_share AS "bodyShare",
            family_probabilities AS families, finish_probabilities AS finishes, view, reason
       FROM (SELECT DISTINCT ON (enrichment_id, sha256) * FROM honeyburst.prediction
              WHERE enrichment_id = ANY ($1) ORDER BY enrichment_id, sha256, position, id) p
      ORDER BY enrichment_id, position, id`,
    [enrichmentIds],
  );
  const photos = new Map<number, PhotoScores[]>();
  for (const { enrichmentId, families, finishes, bodyShare, view, reason } of rows) {
    const scores = {
      coarse: Float32Array.from(families),
      fine: Float32Array.from(finishes),
      bodyShare,
      view: view ?? undefined,
      reason: reason ?? undefined,
    };
    const seen = photos.get(enrichmentId);
    if (seen) seen.push(scores);
    else photos.set(enrichmentId, [scores]);
  }
  return photos;
}
