import { z } from 'zod';
import type { Queryable } from '../database/pool.js';
import { listingColumns } from '../listing/list.js';
import { listingPhotoSchema, storedListingSchema } from '../listing/stored-listing.js';
import { suggestionStatusSchema } from './status.js';

/** A listing with its photos and what was suggested for it. */
export const listingDetailSchema = z.strictObject({
  ...storedListingSchema.shape,
  description: z.string().nullable().describe('May hold HTML: treat it as data, never as markup'),
  photos: z.array(listingPhotoSchema),
  /** What a pending suggestion says is left to the review queue, which may have to hide it. */
  suggestions: z
    .array(
      z.strictObject({
        id: z.int(),
        status: suggestionStatusSchema,
        model: z.string(),
        createdAt: z.string(),
        decidedAt: z.string().nullable(),
      }),
    )
    .describe('Newest first'),
});
export type ListingDetail = z.infer<typeof listingDetailSchema>;

/** The listing with this identifier of the marketplace, if there is one. */
export async function readListingDetail(
  db: Queryable,
  externalId: string,
): Promise<ListingDetail | undefined> {
  const { rows } = await db.query<ListingDetail>(
    `SELECT ${listingColumns}, l.description,
            (SELECT coalesce(jsonb_agg(jsonb_build_object('position', p.position, 'url', p.url) ORDER BY p.position), '[]')
               FROM honeyburst.listing_photo p WHERE p.listing_id = l.id) AS photos,
            (SELECT coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'status', s.status, 'model', s.model,
                      'createdAt', s.created_at, 'decidedAt', s.decided_at) ORDER BY s.id DESC), '[]')
               FROM honeyburst.suggestion s WHERE s.listing_id = l.id) AS suggestions
       FROM honeyburst.listing l WHERE l.external_id = $1`,
    [externalId],
  );
  return rows[0];
}
