import type { Queryable } from '../database/pool.js';
import type { ListingState } from './listing.js';

/** A listing as it was last seen, with what its finish was taken for. */
export interface StoredListing {
  id: number;
  externalId: string;
  make: string | null;
  model: string | null;
  year: string | null;
  title: string | null;
  /** As the seller wrote it. */
  finish: string | null;
  finishMatch: 'missing' | 'vague' | 'unrecognised' | 'exact' | 'alias' | 'fuzzy' | null;
  finishSlug: string | null;
  finishFamily: string | null;
  url: string | null;
  state: ListingState;
  createdAt: Date;
  updatedAt: Date;
}

const columns = `l.id, l.external_id AS "externalId", l.make, l.model, l.year, l.title, l.finish,
  l.finish_match AS "finishMatch", l.finish_slug AS "finishSlug", l.finish_family AS "finishFamily", l.url, l.state,
  l.created_at AS "createdAt", l.updated_at AS "updatedAt"`;

const words = `to_tsvector('simple', coalesce(make, '') || ' ' || coalesce(model, '') || ' ' || coalesce(title, ''))`;

export interface ListingPageRequest {
  /** The last id of the page before. */
  after?: number | undefined;
  limit: number;
  /** Words of maker, model and title, as a web search takes them, or the marketplace's identifier. */
  q?: string | undefined;
}

/** A page of listings in the order of their ids, and one more where there is another page. */
export async function listListings(db: Queryable, request: ListingPageRequest): Promise<StoredListing[]> {
  const { after = 0, limit, q } = request;
  const found = `(${words} @@ websearch_to_tsquery('simple', $3) OR external_id = $3)`;
  // Found first and put in order then: by id, few finds among many listings would take all of them to be read.
  const { rows } = await db.query<StoredListing>(
    q === undefined
      ? `SELECT ${columns} FROM honeyburst.listing l WHERE l.id > $1 ORDER BY l.id LIMIT $2`
      : `WITH found AS MATERIALIZED (SELECT id FROM honeyburst.listing WHERE id > $1 AND ${found})
         SELECT ${columns} FROM (SELECT id FROM found ORDER BY id LIMIT $2) f
           JOIN honeyburst.listing l USING (id) ORDER BY l.id`,
    [after, limit + 1, ...(q === undefined ? [] : [q])],
  );
  return rows;
}

export interface ListingDetail extends StoredListing {
  /** May hold HTML: data, never markup. */
  description: string | null;
  photos: { position: number; url: string }[];
  /** Newest first; what is pending is told by the review queue, which may have to keep it back. */
  suggestions: {
    id: number;
    status: 'pending' | 'accepted' | 'edited' | 'rejected' | 'superseded';
    model: string;
    createdAt: string;
    decidedAt: string | null;
  }[];
}

/** The listing of that identifier of the marketplace's, if there is one. */
export async function readListing(db: Queryable, externalId: string): Promise<ListingDetail | undefined> {
  const { rows } = await db.query<ListingDetail>(
    `SELECT ${columns}, l.description,
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
