import { createHash } from 'node:crypto';
import { type Pool, type Queryable, withTransaction } from '../database/pool.js';
import { retryConflicts } from '../database/retry-conflicts.js';
import type { Taxonomy } from '../taxonomy/taxonomy.js';
import { resolveFinish } from './finish-resolution.js';
import type { Listing, ListingState } from './listing.js';

export interface UpsertCounts {
  inserted: number;
  updated: number;
  unchanged: number;
}

/** Listings per transaction. */
const batchSize = 500;

const contentColumns = 'make, model, year, title, description, finish, url, state, photos_hash'.split(', ');
const resolvedColumns =
  'resolved_taxonomy, finish_match, finish_slug, finish_family, text_finish, text_family, text_phrase, guitar_maker, guitar_line, guitar_decade, unusual_share'.split(
    ', ',
  );
const columns = [...contentColumns, ...resolvedColumns];
const of = (table: string, names: string[]) => names.map((name) => `${table}.${name}`).join(', ');

// Rows that have not changed are left out beforehand: ON CONFLICT would lock, and so write, each of them. The order
// keeps imports of the same listings from waiting for each other in a circle.
const upsertSql = `
INSERT INTO honeyburst.listing AS l (external_id, ${columns.join(', ')})
SELECT i.external_id, ${of('i', columns)}
  FROM json_populate_recordset(NULL::honeyburst.listing, $1) i
  LEFT JOIN honeyburst.listing s ON s.external_id = i.external_id
 WHERE s.id IS NULL OR (${of('s', contentColumns)}) IS DISTINCT FROM (${of('i', contentColumns)})
 ORDER BY i.external_id
ON CONFLICT (external_id) DO UPDATE
   SET (${columns.join(', ')}, updated_at) = ROW (${of('excluded', columns)}, now())
 WHERE (${of('l', contentColumns)}) IS DISTINCT FROM (${of('excluded', contentColumns)})
RETURNING l.id, l.external_id AS "externalId", l.xmax = 0 AS inserted`;

const photosSql = `
WITH wanted AS (SELECT * FROM json_to_recordset($1) AS w (id bigint, urls json)),
     removed AS (DELETE FROM honeyburst.listing_photo p USING wanted w
                  WHERE p.listing_id = w.id AND p.position >= json_array_length(w.urls))
INSERT INTO honeyburst.listing_photo AS p (listing_id, position, url)
SELECT w.id, u.ordinality - 1, u.url
  FROM wanted w CROSS JOIN json_array_elements_text(w.urls) WITH ORDINALITY AS u (url, ordinality)
ON CONFLICT (listing_id, position) DO UPDATE SET url = excluded.url WHERE p.url <> excluded.url`;

/**
 * Brings the listings to the state given, by external_id; of several with one external_id the last wins. What has not
 * changed is not written. Each batch is a transaction: one that fails leaves those before it in place.
 */
export async function upsertListings(
  pool: Pool,
  taxonomy: Taxonomy,
  listings: readonly Listing[],
): Promise<UpsertCounts> {
  const counts = { inserted: 0, updated: 0, unchanged: 0 };
  for (let start = 0; start < listings.length; start += batchSize) {
    const batch = listings.slice(start, start + batchSize);
    const latest = new Map(batch.map((listing) => [listing.externalId, listing]));
    const written = await retryConflicts(() =>
      withTransaction(pool, (client) => writeListings(client, taxonomy, [...latest.values()])),
    );
    const inserted = written.filter((row) => row.inserted).length;
    counts.inserted += inserted;
    counts.updated += written.length - inserted;
    counts.unchanged += batch.length - written.length;
  }
  return counts;
}

/**
 * Upserts listings, each external_id once, in the transaction of the caller, which resolves all listings that it writes
 * from here on; returns those that have changed.
 */
export async function writeListings(
  client: Queryable,
  taxonomy: Taxonomy,
  listings: readonly Listing[],
): Promise<{ id: number; externalId: string; inserted: boolean }[]> {
  const rows = listings.map(({ externalId, photoUrls, ...content }) => ({
    external_id: externalId,
    ...content,
    photos_hash: photoUrls.length > 0 ? hashPhotos(photoUrls) : null,
    ...resolveFinish(taxonomy, content),
  }));
  // See the trigger listing_changed: the new text comes with its resolution.
  await client.query("SET LOCAL honeyburst.resolved = 'on'");
  const { rows: written } = await client.query<{ id: number; externalId: string; inserted: boolean }>(
    upsertSql,
    [JSON.stringify(rows)],
  );
  const urls = new Map(listings.map((listing) => [listing.externalId, listing.photoUrls]));
  const photos = written.map(({ id, externalId }) => ({ id, urls: urls.get(externalId) ?? [] }));
  if (photos.length > 0) await client.query(photosSql, [JSON.stringify(photos)]);
  return written;
}

/** The hash that the trigger on listing_photo would come to, so that it finds nothing to do. */
function hashPhotos(urls: readonly string[]): string {
  return createHash('md5').update(urls.join('\n')).digest('hex');
}

/** Marks listings that the marketplace no longer has; returns how many were not marked yet. */
export async function markDeleted(pool: Pool, externalIds: readonly string[]): Promise<number> {
  return retryConflicts(() => writeState(pool, 'deleted', externalIds));
}

/** Gives listings that are known another state, and leaves the rest of them as it is; returns how many had not that one. */
export async function writeState(
  db: Queryable,
  state: ListingState,
  externalIds: readonly string[],
): Promise<number> {
  const { rowCount } = await db.query(
    `UPDATE honeyburst.listing SET state = $1, updated_at = now() WHERE external_id = ANY ($2) AND state <> $1`,
    [state, externalIds],
  );
  return rowCount ?? 0;
}
