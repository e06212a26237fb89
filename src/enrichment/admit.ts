import { type Pool, type Queryable, withTransaction } from '../database/pool.js';
import { retryConflicts } from '../database/retry-conflicts.js';
import { maxDescriptionLength } from '../listing/finish-resolution.js';
import { type StaleListing, writeResolutions } from '../listing/resolve.js';
import type { Taxonomy } from '../taxonomy/taxonomy.js';
import { type EnqueueResult, enqueueFindings, priorities } from './producer.js';

const pageSize = 200;

/**
 * Puts fresh listings on the ledger for the live model, ahead of any backfill, in the caller's transaction. Does nothing
 * if no model is live: a backfill finds the listings once there is one.
 */
export async function enqueueFresh(
  db: Queryable,
  listingIds: readonly number[],
  traceParent?: string,
): Promise<Pick<EnqueueResult, 'added'>> {
  const { rows } = await db.query<{ name: string }>('SELECT name FROM honeyburst.model WHERE live');
  if (!rows[0] || listingIds.length === 0) return { added: 0 };
  return enqueueFindings(db, { model: rows[0].name, priority: priorities.fresh, listingIds, traceParent });
}

/**
 * Resolves a page of the listings that other programs wrote (see honeyburst.watch_listings), and puts those that need
 * enrichment on the ledger. Returns how many it took. It skips listings that another transaction is writing, so that it
 * never waits for a writer; the next call takes them. If no model is live, it takes none.
 */
export async function admitListings(pool: Pool, taxonomy: () => Promise<Taxonomy>): Promise<number> {
  const { rows: waiting } = await pool.query(
    `SELECT FROM honeyburst.model WHERE live AND EXISTS (SELECT FROM honeyburst.fresh_listing)`,
  );
  if (waiting.length === 0) return 0;
  const current = await taxonomy();
  return retryConflicts(() =>
    withTransaction(pool, async (client) => {
      const { rows } = await client.query<StaleListing>(take, [pageSize, maxDescriptionLength]);
      const listings = new Map(rows.map((listing) => [listing.id, listing]));
      await writeResolutions(client, current, [...listings.values()]);
      await enqueueFresh(client, [...listings.keys()]);
      return rows.length;
    }),
  );
}

const take = `
  WITH page AS (
    SELECT f.id AS write, l.id, l.content_hash, l.make, l.model, l.title, left(l.description, $2) AS description, l.finish
      FROM honeyburst.fresh_listing f JOIN honeyburst.listing l ON l.id = f.listing_id
     ORDER BY f.listing_id, f.id LIMIT $1
       FOR UPDATE OF f SKIP LOCKED FOR NO KEY UPDATE OF l SKIP LOCKED
  ), taken AS (
    DELETE FROM honeyburst.fresh_listing f USING page WHERE f.listing_id = page.id AND f.id = page.write
  )
  SELECT id, content_hash, make, model, title, description, finish FROM page`;
