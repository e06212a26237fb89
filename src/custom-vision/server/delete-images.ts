import { type Pool, withTransaction } from '../../database/pool.js';
import { findProject, markChanged } from './project.js';

/**
 * Deletes photos of a project, by identifier or all of them. A photo that an iteration was trained on is kept for the
 * iteration, unless `iterations` is set. Throws NotFoundProject.
 */
export function deleteImages(
  pool: Pool,
  projectId: string,
  images: readonly string[] | 'all',
  { iterations }: { iterations: boolean },
): Promise<void> {
  const chosen = 'project_id = $1 AND ($2::uuid[] IS NULL OR id = ANY ($2))';
  return withTransaction(pool, async (client) => {
    await findProject(client, projectId, 'FOR NO KEY UPDATE');
    const parameters = [projectId, images === 'all' ? null : images];
    const deleted = await client.query(
      `DELETE FROM custom_vision_server.image i
        WHERE ${chosen}
          AND ($3 OR NOT EXISTS (SELECT FROM custom_vision_server.iteration_image x WHERE x.image_id = i.id))`,
      [...parameters, iterations],
    );
    const hidden = await client.query(
      `WITH hidden AS (UPDATE custom_vision_server.image SET deleted_at = now()
                        WHERE ${chosen} AND deleted_at IS NULL RETURNING id),
            untagged AS (DELETE FROM custom_vision_server.image_tag m USING hidden WHERE m.image_id = hidden.id)
       SELECT FROM hidden`,
      parameters,
    );
    if (deleted.rowCount || hidden.rowCount) await markChanged(client, projectId);
  });
}
