import type { Queryable } from '../database/pool.js';
import type { ClassificationType } from './engine.js';
import { ServiceError } from './service-error.js';

/**
 * Keeps others from changing the photos and tags of a project until the transaction ends: what a photo may have depends
 * on what it has. Throws NotFoundProject.
 */
export async function lockProject(
  client: Queryable,
  projectId: string,
): Promise<{ classificationType: ClassificationType }> {
  const { rows } = await client.query<{ classificationType: ClassificationType }>(
    `SELECT classification_type AS "classificationType" FROM custom_vision.project
      WHERE id = $1 FOR NO KEY UPDATE`,
    [projectId],
  );
  if (rows[0] === undefined) throw new ServiceError(404, 'NotFoundProject', 'Invalid project');
  return rows[0];
}

/** Says that training again is worth while. */
export async function markChanged(client: Queryable, projectId: string): Promise<void> {
  await client.query('UPDATE custom_vision.project SET changed_at = clock_timestamp() WHERE id = $1', [
    projectId,
  ]);
}
