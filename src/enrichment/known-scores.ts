import type { Classifier, PhotoScores } from '../classifier/classifier.js';
import type { PhotoReason } from '../classifier/photo-reason.js';
import type { View } from '../classifier/view.js';
import type { Queryable } from '../database/pool.js';
import type { SeenPhoto } from './scored-photos.js';

/** What is known of a photo, whatever listing it belongs to. */
export type KnownPhoto = Pick<SeenPhoto, 'scores' | 'picture'>;

interface Row {
  hash: string;
  families: number[];
  finishes: number[];
  bodyShare: number;
  view: View | null;
  reason: PhotoReason | null;
  pictureHash: string | null;
  pictureUnsure: string;
  pictureColours: Buffer;
}

/** The photos that the model has seen before, by the hexadecimal SHA-256 of their bytes. */
export async function findKnownScores(
  db: Queryable,
  classifier: Pick<Classifier, 'model' | 'labels'>,
  hashes: readonly string[],
): Promise<Map<string, KnownPhoto>> {
  // The number of labels guards against predictions of a model that was replaced without the registry.
  const { rows } = await db.query<Row>({
    name: 'known-scores',
    text: `SELECT h.hash, p.family_probabilities AS families, p.finish_probabilities AS finishes,
            p.body_share AS "bodyShare", p.view, p.reason, p.picture_hash::text AS "pictureHash",
            p.picture_unsure::text AS "pictureUnsure", p.picture_colours AS "pictureColours"
       FROM unnest($2::text[]) AS h(hash)
      CROSS JOIN LATERAL (
        SELECT * FROM honeyburst.prediction
         WHERE sha256 = decode(h.hash, 'hex') AND model = $1
           AND cardinality(family_probabilities) = $3 AND cardinality(finish_probabilities) = $4
         LIMIT 1) p`,
    values: [classifier.model, hashes, classifier.labels.coarse.length, classifier.labels.fine.length],
  });
  return new Map(rows.map((row) => [row.hash, { scores: toScores(row), picture: toPicture(row) }]));
}

function toScores({ families, finishes, bodyShare, view, reason }: Row): PhotoScores {
  return {
    coarse: Float32Array.from(families),
    fine: Float32Array.from(finishes),
    bodyShare,
    view: view ?? undefined,
    // Whether other listings have the picture is looked up each time.
    reason: reason === 'repeated_photo' ? undefined : (reason ?? undefined),
  };
}

function toPicture({ pictureHash, pictureUnsure, pictureColours }: Row): KnownPhoto['picture'] {
  if (pictureHash === null) return undefined;
  return { hash: BigInt(pictureHash), unsure: BigInt(pictureUnsure), colours: pictureColours };
}
