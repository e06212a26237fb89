import type { Classifier, PhotoScores } from '../classifier/classifier.js';
import type { Queryable } from '../database/pool.js';

/** The scores of photos that the model has seen before, by the hexadecimal SHA-256 of their bytes. */
export async function findKnownScores(
  db: Queryable,
  classifier: Pick<Classifier, 'model' | 'labels'>,
  hashes: readonly string[],
): Promise<Map<string, PhotoScores>> {
  // The number of labels guards against predictions of a model that was replaced without the registry.
  const { rows } = await db.query<{
    hash: string;
    families: number[];
    finishes: number[];
    bodyShare: number;
  }>({
    name: 'known-scores',
    text: `SELECT h.hash, p.family_probabilities AS families, p.finish_probabilities AS finishes,
            p.body_share AS "bodyShare"
       FROM unnest($2::text[]) AS h(hash)
      CROSS JOIN LATERAL (
        SELECT * FROM honeyburst.prediction
         WHERE sha256 = decode(h.hash, 'hex') AND model = $1
           AND cardinality(family_probabilities) = $3 AND cardinality(finish_probabilities) = $4
         LIMIT 1) p`,
    values: [classifier.model, hashes, classifier.labels.coarse.length, classifier.labels.fine.length],
  });
  return new Map(
    rows.map(({ hash, families, finishes, bodyShare }) => [
      hash,
      { coarse: Float32Array.from(families), fine: Float32Array.from(finishes), bodyShare },
    ]),
  );
}
