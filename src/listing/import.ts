import type { Readable } from 'node:stream';
import { whenAvailable } from '../database/available.js';
import type { Pool } from '../database/pool.js';
import { HoneyburstError } from '../errors.js';
import type { Taxonomy } from '../taxonomy/taxonomy.js';
import type { Listing } from './listing.js';
import { type ListingFormat, readListings } from './read.js';
import { createSeenListings } from './seen-listings.js';
import { markDeleted, type UpsertCounts, upsertListings } from './store.js';

export interface ImportCounts extends UpsertCounts {
  /** Rows seen: the sum of inserted, updated, unchanged and failed. */
  read: number;
  failed: number;
  /** Listings on sale, among those stored, that have no photo: only their words can tell a finish. */
  withoutPhotos: number;
}

const batchSize = 500;
/** Descriptions of the greatest length would otherwise make a batch of hundreds of megabytes. */
const batchLength = 8_000_000;

/**
 * Reads a file of listings and upserts them batch by batch; a row at fault is reported and does not stop the rest.
 * A database that is away is waited for (see whenAvailable); what it had stored unheard counts as unchanged.
 * Throws as readListings does; where the source breaks off, what came before is stored.
 */
export async function importListings(dependencies: {
  pool: Pool;
  taxonomy: Taxonomy;
  source: Readable;
  format: ListingFormat;
  /** Rows done since the last call. */
  onProgress?: (rows: number) => void;
  onRowError?: (row: { place: string; error: string }) => void;
  /** Told of what could not be used of a listing that is stored all the same. */
  onRowWarning?: (row: { place: string; warning: string }) => void;
}): Promise<ImportCounts> {
  const { pool, taxonomy, source, format, onProgress, onRowError, onRowWarning } = dependencies;
  const counts: ImportCounts = {
    read: 0,
    inserted: 0,
    updated: 0,
    unchanged: 0,
    failed: 0,
    withoutPhotos: 0,
  };
  const seen = createSeenListings();
  let batch: Listing[] = [];
  let length = 0;
  const repetition = (listing: Listing, row: number) => {
    const earlier = isOnSale(listing) ? seen.note(listing, identityOf(listing, format), row) : undefined;
    return earlier === undefined
      ? undefined
      : `external_id ${listing.externalId} stands for another listing in row ${earlier} of this file: each listing needs an id of its own`;
  };
  const store = async () => {
    const last = new Map(batch.map((listing) => [listing.externalId, listing]));
    const gone = [...last.values()]
      .filter(({ state }) => state === 'deleted')
      .map((listing) => listing.externalId);
    const kept = batch.filter(({ externalId }) => last.get(externalId)?.state !== 'deleted');
    const { inserted, updated, unchanged } = await whenAvailable(pool, () =>
      upsertListings(pool, taxonomy, kept),
    );
    // What is left of a deleted listing is often its id alone: what is known of it stays.
    const marked = await whenAvailable(pool, () => markDeleted(pool, gone));
    counts.inserted += inserted;
    counts.updated += updated + marked;
    counts.unchanged += unchanged + batch.length - kept.length - marked;
    onProgress?.(batch.length);
    batch = [];
    length = 0;
  };
  try {
    for await (const row of readListings(source, format)) {
      counts.read++;
      const error = 'error' in row ? row.error : repetition(row.listing, counts.read);
      if ('error' in row || error !== undefined) {
        counts.failed++;
        onProgress?.(1);
        onRowError?.({ place: row.place, error: error! });
        continue;
      }
      const { place, listing, warnings } = row;
      for (const warning of warnings) onRowWarning?.({ place, warning });
      if (listing.photoUrls.length === 0 && isOnSale(listing)) counts.withoutPhotos++;
      batch.push(listing);
      length += listing.description?.length ?? 0;
      if (batch.length >= batchSize || length >= batchLength) await store();
    }
  } catch (error) {
    // What came before the source broke off is good.
    if (error instanceof HoneyburstError && error.code === 'unreadable_input') await store();
    throw error;
  }
  await store();
  return counts;
}

const isOnSale = ({ state }: Listing) => state === 'live' || state === 'draft';

/**
 * What makes two rows of one id two listings: in a CSV, which is a table of listings, anything; in JSON, which may be a
 * journal that tells of a listing several times, another guitar.
 */
function identityOf({ externalId, ...listing }: Listing, format: ListingFormat): unknown[] {
  return format === 'csv' ? Object.values(listing) : [listing.make, listing.model, listing.title];
}
