import type { Queryable } from '../database/pool.js';
import type { StoredListing } from './stored-listing.js';

/** The columns of the listing `l` that make a StoredListing. */
export const listingColumns = `l.id, l.external_id AS "externalId", l.make, l.model, l.year, l.title, l.finish,
  l.finish_match AS "finishMatch", l.finish_slug AS "finishSlug", l.finish_family AS "finishFamily", l.url, l.state,
  l.created_at AS "createdAt", l.updated_at AS "updatedAt"`;

const words = `to_tsvector('simple', coalesce(make, '') || ' ' || coalesce(model, '') || ' ' || coalesce(title, ''))`;

export interface ListingPageRequest {
  /** The last id of the page before. */
  after?: number | undefined;
  limit: number;
  /** Words of maker, model and title, in the syntax of a web search; or the marketplace's identifier. */
  q?: string | undefined;
}

/** A page of listings in the order of their ids, plus one more row if there is another page. */
export async function listListings(db: Queryable, request: ListingPageRequest): Promise<StoredListing[]> {
  const { after = 0, limit, q } = request;
  const found = `(${words} @@ websearch_to_tsquery('simple', $3) OR external_id = $3)`;
  // Found first and sorted afterwards: in the order of ids, Postgres would read all listings to find a few.
  const { rows } = await db.query<StoredListing>(
    q === undefined
      ? `SELECT ${listingColumns} FROM honeyburst.listing l WHERE l.id > $1 ORDER BY l.id LIMIT $2`
      : `WITH found AS MATERIALIZED (SELECT id FROM honeyburst.listing WHERE id > $1 AND ${found})
         SELECT ${listingColumns} FROM (SELECT id FROM found ORDER BY id LIMIT $2) f
           JOIN honeyburst.listing l USING (id) ORDER BY l.id`,
    [after, limit + 1, ...(q === undefined ? [] : [q])],
  );
  return rows;
}
