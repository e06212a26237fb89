import type { Queryable } from '../database/pool.js';
import { hashesOfCopies, sameColours } from '../photo/picture.js';
import type { SeenPhoto } from './scored-photos.js';

/**
 * A picture of this many other guitars is a stock photo or a placeholder. Two may be one guitar that was listed under
 * another title, or in two shops.
 */
const leastOthers = 3;
/** Listings that are looked at for each picture: of a placeholder under a million listings, any of them will do. */
const mostCompared = 100;

/**
 * The photos, with the reason `repeated_photo` for those whose picture the listings of at least three other guitars have
 * too. Guitars are told apart by make, model, title and stated finish: a guitar that is listed again under the same title
 * is the same one. Listings that were answered before count, so the first ones with a picture keep their answers until
 * they are looked at again. Photos that have no vote anyway keep their reason.
 */
export async function markRepeatedPhotos(
  db: Queryable,
  listingId: number,
  photos: readonly SeenPhoto[],
): Promise<SeenPhoto[]> {
  const asked = photos.flatMap(({ picture, scores, position }) =>
    picture && !scores.reason ? [{ position, hashes: hashesOfCopies(picture).map(String) }] : [],
  );
  if (asked.length === 0) return [...photos];
  const { rows } = await db.query<{ position: number; colours: Buffer; guitar: string }>({
    name: 'repeated-photos',
    text: repeated,
    values: [listingId, JSON.stringify(asked), mostCompared],
  });
  return photos.map((photo) => {
    const others = new Set(
      rows
        .filter(
          ({ position, colours }) =>
            position === photo.position && sameColours(colours, photo.picture!.colours),
        )
        .map(({ guitar }) => guitar),
    );
    return others.size < leastOthers
      ? photo
      : { ...photo, scores: { ...photo.scores, reason: 'repeated_photo' } };
  });
}

const guitar = (listing: string) =>
  `lower(concat_ws(E'\\x1f', ${['make', 'model', 'title', 'finish_slug', 'finish_family']
    .map((column) => `coalesce(btrim(${listing}.${column}), '')`)
    .join(', ')}))`;

const repeated = `
  SELECT a.position, p.picture_colours AS colours, ${guitar('l')} AS guitar
    FROM jsonb_to_recordset($2) AS a(position smallint, hashes bigint[])
   CROSS JOIN LATERAL (
     SELECT listing_id, picture_colours FROM honeyburst.prediction
      WHERE picture_hash = ANY (a.hashes) AND listing_id <> $1
      LIMIT $3) p
    JOIN honeyburst.listing l ON l.id = p.listing_id
   WHERE ${guitar('l')} <> (SELECT ${guitar('o')} FROM honeyburst.listing o WHERE o.id = $1)`;
