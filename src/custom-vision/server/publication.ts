import { type Pool, type Queryable, withTransaction } from '../../database/pool.js';
import { alreadyPublished, findIteration, findTrained } from './iteration.js';
import { findProject } from './project.js';
import { ServiceError } from './service-error.js';

export interface Publication {
  publishName: string;
  /** The prediction resource that the publisher names. It is kept and shown, but not used. */
  resourceId: string;
  /** Takes the name away from another iteration that has it. */
  overwrite: boolean;
}

/**
 * Publishes an iteration under a name that predictions then ask for. Throws BadRequestIterationIsNotTrained,
 * BadRequestIterationIsPublished (even with `overwrite`), or BadRequestInvalidPublishName if the name is taken.
 */
export async function publishIteration(
  pool: Pool,
  projectId: string,
  id: string,
  { publishName, resourceId, overwrite }: Publication,
): Promise<void> {
  await withTransaction(pool, async (client) => {
    // Simultaneous requests for the same name take turns.
    await findProject(client, projectId, 'FOR NO KEY UPDATE');
    const iteration = await findTrained(client, projectId, id);
    if (iteration.publishName !== null) alreadyPublished(iteration.publishName);
    const clash = [projectId, publishName];
    if (overwrite) {
      await client.query(
        `UPDATE custom_vision_server.iteration SET publish_name = NULL, publish_resource_id = NULL, updated_at = now()
         WHERE project_id = $1 AND publish_name = $2`,
        clash,
      );
    } else {
      const { rows } = await client.query(
        'SELECT FROM custom_vision_server.iteration WHERE project_id = $1 AND publish_name = $2',
        clash,
      );
      if (rows.length > 0) {
        throw new ServiceError(
          400,
          'BadRequestInvalidPublishName',
          `Another iteration is published as: ${publishName}`,
        );
      }
    }
    await client.query(
      `UPDATE custom_vision_server.iteration SET publish_name = $2, publish_resource_id = $3, updated_at = now()
       WHERE id = $1`,
      [id, publishName, resourceId],
    );
  });
}

/** Throws BadRequestIterationNotPublished. */
export async function unpublishIteration(db: Queryable, projectId: string, id: string): Promise<void> {
  await findIteration(db, projectId, id);
  const { rowCount } = await db.query(
    `UPDATE custom_vision_server.iteration SET publish_name = NULL, publish_resource_id = NULL, updated_at = now()
     WHERE id = $1 AND publish_name IS NOT NULL`,
    [id],
  );
  if (rowCount === 0) {
    throw new ServiceError(400, 'BadRequestIterationNotPublished', 'Iteration is not published');
  }
}
