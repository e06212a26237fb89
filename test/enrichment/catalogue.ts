import sharp from 'sharp';
import type { Pool } from '../../src/database/pool.js';

export const colours = {
  black: '#141414',
  white: '#f0ebd7',
  'fiesta-red': '#dc3c32',
  'candy-apple-red': '#8c0a14',
  'lake-placid-blue': '#286eb4',
  /** No guitar in sight. */
  grey: '#808080',
} as const;
export type Colour = keyof typeof colours;

/** A JPEG of one colour; `variant` makes photos of the same colour differ in their bytes. */
export function photo(colour: Colour, variant = 0): Promise<Buffer> {
  return sharp({ create: { width: 40 + variant, height: 30, channels: 3, background: colours[colour] } })
    .jpeg()
    .toBuffer();
}

export async function insertModel(pool: Pool, name = 'colour'): Promise<void> {
  await pool.query(
    `INSERT INTO honeyburst.model (name, checksum, engine, backbone, folder, families, finishes)
     VALUES ($1, '', 'onnx', 'none', '', '{}', '{}')`,
    [name],
  );
}

export interface TestListing {
  title?: string;
  photos?: readonly string[];
  finish?: string | null;
  match?: 'missing' | 'vague' | 'unrecognised' | 'exact';
  slug?: string | null;
  family?: string | null;
  textFinish?: string | null;
  textFamily?: string | null;
  state?: 'draft' | 'live' | 'ended' | 'deleted';
}

let listings = 0;

/** A listing as the importer leaves it: by default without a finish. Returns its id. */
export async function insertListing(pool: Pool, listing: TestListing = {}): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    `INSERT INTO honeyburst.listing (external_id, finish, state, resolved_taxonomy, finish_match, finish_slug,
                                     finish_family, text_finish, text_family, title)
     VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9) RETURNING id`,
    [
      `listing-${++listings}`,
      listing.finish ?? null,
      listing.state ?? 'live',
      listing.match ?? 'missing',
      listing.slug ?? null,
      listing.family ?? null,
      listing.textFinish ?? null,
      listing.textFamily ?? null,
      listing.title ?? null,
    ],
  );
  const { id } = rows[0]!;
  await addPhotos(pool, id, listing.photos ?? ['http://photos.test/1.jpg']);
  return id;
}

/** Appends photos, which changes the listing. */
export async function addPhotos(pool: Pool, listingId: number, urls: readonly string[]): Promise<void> {
  await pool.query(
    `INSERT INTO honeyburst.listing_photo (listing_id, position, url)
     SELECT $1, count + place, url
       FROM (SELECT count(*) FROM honeyburst.listing_photo WHERE listing_id = $1) c,
            unnest($2::text[]) WITH ORDINALITY AS photo(url, place)`,
    [listingId, urls],
  );
}

export interface LedgerRow {
  id: number;
  listing_id: number;
  state: string;
  reasons: string[];
  priority: number;
  attempts: number;
  dispatches: number;
  running: boolean;
  stage: string | null;
  error_code: string | null;
  error_message: string | null;
  photo_errors: { position: number; stage: string; code: string }[];
  level: string | null;
  family: string | null;
  finish: string | null;
  confidence: number | null;
}

export async function readLedger(pool: Pool): Promise<LedgerRow[]> {
  return (await pool.query<LedgerRow>('SELECT * FROM honeyburst.enrichment ORDER BY id')).rows;
}
