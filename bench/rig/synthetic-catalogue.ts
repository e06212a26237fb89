/**
 * Writes a catalogue of any size in moments, by SQL: listings with texts and photos as long as real ones, and rows of
 * the ledger closed as a worker closes them. Listings are numbered from 1, without gaps.
 */
import { type Pool, withTransaction } from '#dist/database/pool.js';

export const model = 'bench';
/** Photos that a worker looks at; listings have four to six. */
export const photosPerListing = 4;
export const families = Array.from({ length: 15 }, (_, i) => `family-${i}`);
export const finishes = Array.from({ length: 60 }, (_, i) => ({
  slug: `finish-${i}`,
  family: `family-${i % 15}`,
}));

export async function insertModel(pool: Pool): Promise<void> {
  await pool.query(
    `INSERT INTO honeyburst.model (name, checksum, engine, backbone, folder, families, finishes, live)
     VALUES ($1, '', 'onnx', 'none', '', $2, $3, true)`,
    [model, families, finishes.map(({ slug }) => slug)],
  );
}

/**
 * Inserts the listings `first` to `last`. Of ten, four lack a finish, one is vague, one unrecognised, and one is
 * contradicted by its title: seven go on the ledger.
 */
export async function insertListings(pool: Pool, first: number, last: number): Promise<void> {
  for (let from = first; from <= last; from += 50_000) {
    const to = Math.min(from + 49_999, last);
    await write(pool, [listingsSql, [from, to, prose]], [photosSql, [from, to]]);
  }
  await pool.query('VACUUM (ANALYZE) honeyburst.listing, honeyburst.listing_photo');
}

/** Inserts listings without text that lack a finish: all go on the ledger. Photo 0 of listing 1 is at `origin`/1/0. */
export async function insertBareListings(
  pool: Pool,
  { listings, photos, origin }: { listings: number; photos: number; origin: string },
): Promise<void> {
  await pool.query(
    `INSERT INTO honeyburst.listing (external_id, resolved_taxonomy, finish_match)
     SELECT 'bench-' || i, 1, 'missing' FROM generate_series(1, $1) i`,
    [listings],
  );
  await pool.query(
    `INSERT INTO honeyburst.listing_photo (listing_id, position, url)
     SELECT id, position, $1 || '/' || id || '/' || position
       FROM honeyburst.listing, generate_series(0, $2 - 1) position`,
    [origin, photos],
  );
  await pool.query('ANALYZE');
}

/**
 * Takes the open rows of these listings through the states to `done`, with a suggestion for nine of ten and, if asked
 * for, the predictions of four photos each.
 */
export async function closeRows(
  pool: Pool,
  first: number,
  last: number,
  { predictions }: { predictions: boolean },
): Promise<void> {
  for (let from = first; from <= last; from += 50_000) {
    const page = [from, Math.min(from + 49_999, last)];
    const statements: Statement[] = [
      [dispatchSql, page],
      [doneSql, page],
      [suggestionsSql, [...page, evidence]],
    ];
    if (predictions) statements.push([predictionsSql, page]);
    await write(pool, ...statements);
  }
}

type Statement = [text: string, values: unknown[]];

/** Skips triggers and checks of foreign keys, which would take most of the time: these rows need neither. */
async function write(pool: Pool, ...statements: Statement[]): Promise<void> {
  await withTransaction(pool, async (client) => {
    await client.query('SET LOCAL session_replication_role = replica');
    for (const [text, values] of statements) await client.query(text, values);
  });
}

const sentences = `Ships in its original hard case with all papers. Frets are level and show little wear.
There is a small ding on the back of the upper bout, see the photos. All electronics work as they should.
The neck is straight and the action is low. Bought new by me and played at home only. Pickups are stock.
Recently set up with new strings by a local luthier. A very resonant and light example of this model.
No cracks, no repairs, no fret buzz. Some buckle rash and light scratches from honest playing wear.
Comes from a smoke free home. Questions are welcome and offers are considered. Weighs 3.6 kilograms.
The tuners hold well and the nut was replaced with bone. Switch and pots were cleaned last month.`
  .split(/(?<=\.)\s+/)
  .map((sentence) => sentence.trim());

const prose = Array.from({ length: 1000 }, (_, i) => sentences[(i * 7 + (i >> 3)) % sentences.length]).join(
  ' ',
);

// Half of the descriptions are below 700 characters, the longest have 2,100.
const listingsSql = `
  INSERT INTO honeyburst.listing (external_id, make, model, year, title, description, finish, url, photos_hash,
         resolved_taxonomy, finish_match, finish_slug, finish_family, text_finish, text_family)
  SELECT 'bench-' || i, (ARRAY['Fender', 'Gibson', 'PRS', 'Ibanez', 'FENDER'])[1 + i % 5], 'Model ' || i % 300,
         (1950 + i % 75)::text, 'Guitar ' || i || ' in very good condition with case ' || md5(i::text),
         substr($3, 1 + (i::bigint * 7919 % 40000)::integer, 100 + ((i::bigint * 104729 % 1000) ^ 2 / 500)::integer), f.finish,
         'https://marketplace.example/item/' || i || '-guitar-in-very-good-condition', md5(i::text)::uuid,
         1, f.match, f.slug, f.family, f.text_finish, f.text_family
    FROM generate_series($1::integer, $2::integer) i
    JOIN (VALUES (0, NULL, 'missing', NULL, NULL, NULL, NULL), (1, NULL, 'missing', NULL, NULL, NULL, NULL),
                 (2, 'n/a', 'missing', NULL, NULL, NULL, NULL), (3, '', 'missing', NULL, NULL, NULL, NULL),
                 (4, 'red', 'vague', NULL, 'red', NULL, NULL),
                 (5, 'relic', 'unrecognised', NULL, NULL, NULL, NULL),
                 (6, 'Black', 'exact', 'black', 'black', 'fiesta-red', 'red'),
                 (7, 'Fiesta Red', 'exact', 'fiesta-red', 'red', NULL, NULL),
                 (8, 'Fiesta Red', 'exact', 'fiesta-red', 'red', 'fiesta-red', 'red'),
                 (9, 'Black', 'exact', 'black', 'black', NULL, NULL)
         ) f (place, finish, match, slug, family, text_finish, text_family) ON f.place = i % 10
   ORDER BY i`;

const photosSql = `
  INSERT INTO honeyburst.listing_photo (listing_id, position, url)
  SELECT l, p, 'https://images.example/image/upload/s--' || substr(md5(l::text), 1, 8) || '--/f_auto,t_large/v1700000000/'
               || substr(md5(l || '/' || p), 1, 20) || '.jpg'
    FROM generate_series($1::integer, $2::integer) l, generate_series(0, 3 + (l / 10) % 3) p`;

const dispatchSql = `
  UPDATE honeyburst.enrichment SET state = 'dispatched', dispatches = dispatches + 1, dispatched_at = now()
   WHERE listing_id BETWEEN $1 AND $2 AND state = 'pending'`;

const doneSql = `
  UPDATE honeyburst.enrichment e
     SET state = 'done', attempts = 1, started_at = now(), finished_at = now(), level = 'finish', family = 'family-0',
         finish = 'finish-0', confidence = 0.8, fetch_ms = 300, classify_ms = 90
   WHERE listing_id BETWEEN $1 AND $2 AND state = 'dispatched'`;

// Probabilities of their own for each photo: equal ones would compress.
const predictionsSql = `
  INSERT INTO honeyburst.prediction (enrichment_id, listing_id, model, position, url, sha256, family, finish, confidence,
         body_share, family_probabilities, finish_probabilities)
  SELECT e.id, e.listing_id, e.model, p,
         'https://images.example/image/upload/s--' || substr(md5(e.listing_id::text), 1, 8) || '--/f_auto,t_large/v1700000000/'
           || substr(md5(e.listing_id || '/' || p), 1, 20) || '.jpg',
         sha256((e.id || '/' || p)::bytea), 'family-0', 'finish-0', 0.8, 0.9,
         (SELECT array_agg((n * 7 + e.id * 13 + p) % 997 / 9973.0) FROM generate_series(1, ${families.length}) n)::real[],
         (SELECT array_agg((n * 11 + e.id * 17 + p) % 991 / 99991.0) FROM generate_series(1, ${finishes.length}) n)::real[]
    FROM honeyburst.enrichment e, generate_series(0, ${photosPerListing - 1}) p
   WHERE e.listing_id BETWEEN $1 AND $2 AND e.state = 'done'
     AND NOT EXISTS (SELECT FROM honeyburst.prediction known WHERE known.enrichment_id = e.id)`;

const suggestionsSql = `
  INSERT INTO honeyburst.suggestion (listing_id, enrichment_id, make, model, level, family, finish, confidence, reasons, evidence)
  SELECT e.listing_id, e.id, (ARRAY['fender', 'gibson', 'prs', 'ibanez', 'fender'])[1 + e.listing_id % 5], e.model, r.level, CASE WHEN r.level <> 'none' THEN 'family-' || e.id % ${families.length} END,
         CASE WHEN r.level = 'finish' THEN 'finish-' || e.id % ${finishes.length} END, 0.3 + e.id % 7001 / 10001.0,
         e.reasons, $3
    FROM honeyburst.enrichment e
   CROSS JOIN LATERAL (SELECT CASE WHEN e.id % 20 < 14 THEN 'finish' WHEN e.id % 20 < 18 THEN 'family' ELSE 'none' END AS level) r
   WHERE e.listing_id BETWEEN $1 AND $2 AND e.state = 'done' AND e.id % 10 <> 3
     AND NOT EXISTS (SELECT FROM honeyburst.suggestion known WHERE known.enrichment_id = e.id)`;

const sure = { label: 'finish-0', confidence: 0.9 };
const evidence = JSON.stringify({
  photos: Array.from({ length: photosPerListing }, (_, position) => ({
    position,
    url: `https://images.example/image/upload/s--00000000--/f_auto,t_large/v1700000000/0000000000000000000${position}.jpg`,
    bodyShare: 0.8,
    weight: 0.25,
    family: sure,
    finish: sure,
  })),
  text: { agreement: 'absent', finish: null, family: null, phrase: null },
  stated: { text: null, finish: null, family: null },
  alternatives: Array.from({ length: 5 }, () => ({ finish: 'fiesta-red', family: 'red', confidence: 0.1 })),
});
