import type { Queryable } from '../../database/pool.js';
import type { Iteration } from './iteration.js';
import { rankTags, type TagProbability } from './prediction.js';

/** By photo that an iteration was trained on: the answer of the head that had not seen it. */
export async function heldBackPredictions(
  db: Queryable,
  { id, tags }: Iteration,
  imageIds: readonly string[],
): Promise<Map<string, TagProbability[]>> {
  const { rows } = await db.query<{ image: string; probabilities: number[] }>(
    `SELECT image_id AS image, probabilities FROM custom_vision_server.iteration_image
     WHERE iteration_id = $1 AND image_id = ANY ($2) AND probabilities IS NOT NULL`,
    [id, imageIds],
  );
  return new Map(rows.map(({ image, probabilities }) => [image, rankTags(tags, probabilities)]));
}
