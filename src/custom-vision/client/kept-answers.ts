import type { Queryable } from '../../database/pool.js';
import type { Probabilities } from './answer.js';

/** The stored answer of an iteration to a photo with these bytes, if there is one. */
export async function findAnswer(
  db: Queryable,
  iterationId: string,
  sha256: Buffer,
): Promise<Probabilities | undefined> {
  const { rows } = await db.query<{ probabilities: Probabilities }>(
    'SELECT probabilities FROM custom_vision_client.answer WHERE iteration_id = $1 AND sha256 = $2',
    [iterationId, sha256],
  );
  return rows[0]?.probabilities;
}

/** Keeps a paid answer, so that no process pays for it again after a failure. */
export async function keepAnswer(
  db: Queryable,
  iterationId: string,
  sha256: Buffer,
  probabilities: Probabilities,
): Promise<void> {
  await db.query(
    `INSERT INTO custom_vision_client.answer (iteration_id, sha256, probabilities) VALUES ($1, $2, $3)
     ON CONFLICT DO NOTHING`,
    [iterationId, sha256, JSON.stringify(probabilities)],
  );
}
