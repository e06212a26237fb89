import type { Queryable } from '../database/pool.js';
import type { Evidence } from '../suggestion/evidence.js';

/** A listing whose family, and perhaps finish, a reviewer has named. */
export interface LabelledListing {
  listingId: number;
  reviewId: number;
  externalId: string;
  family: string;
  /** From the current taxonomy; null if only the family is known. */
  finish: string | null;
  bulk: boolean;
  blind: boolean;
  /** The photos that the suggestion is based on. */
  photos: Evidence['photos'];
}

const pageSize = 500;

/** Listings with an accepted or edited decision in force, in the order of their ids, each with its last decision. */
export async function* readLabelledListings(
  db: Queryable,
  { withoutBulk, since }: { withoutBulk: boolean; since?: Date | undefined },
): AsyncGenerator<LabelledListing[]> {
  let after = 0;
  for (;;) {
    const { rows } = await db.query<LabelledListing>(
      `SELECT DISTINCT ON (l.id) l.id AS "listingId", r.id AS "reviewId", l.external_id AS "externalId",
              coalesce(f.family, r.family) AS family, f.slug AS finish, r.bulk, r.blind, s.evidence->'photos' AS photos
         FROM honeyburst.listing l
         JOIN honeyburst.suggestion s ON s.listing_id = l.id
         JOIN honeyburst.review r ON r.suggestion_id = s.id AND r.revision = s.revision
         LEFT JOIN honeyburst.finish f ON f.slug = r.finish
               AND f.taxonomy_version = (SELECT max(version) FROM honeyburst.taxonomy)
        WHERE l.id > $1 AND s.status IN ('accepted', 'edited') AND NOT (r.bulk AND $2)
          AND ($3::timestamptz IS NULL OR r.created_at >= $3)
        ORDER BY l.id, r.id DESC LIMIT ${pageSize}`,
      [after, withoutBulk, since ?? null],
    );
    if (rows.length > 0) yield rows;
    if (rows.length < pageSize) return;
    after = rows.at(-1)!.listingId;
  }
}
