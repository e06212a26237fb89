import { type Pool, type Queryable, withTransaction } from '../../database/pool.js';
import { insertTags } from './add-images.js';
import { findProject, markChanged } from './project.js';
import { ServiceError } from './service-error.js';
import { lockTags, tagProblem } from './tag-rule.js';

export interface ImageTag {
  imageId: string;
  tagId: string;
}

export interface TaggedImages {
  created: ImageTag[];
  /** The photo already had the tag. */
  duplicated: ImageTag[];
  /** The photo already has as many tags as it may have. */
  exceeded: ImageTag[];
}

/**
 * Adds tags to photos: all of them, or none if it throws. Throws NotFoundProject, BadRequestInvalidIds or
 * BadRequestNegativeAndRegularTagOnSameImage.
 */
export function tagImages(pool: Pool, projectId: string, wanted: readonly ImageTag[]): Promise<TaggedImages> {
  return withTransaction(pool, async (client) => {
    const { classificationType } = await findProject(client, projectId, 'FOR NO KEY UPDATE');
    const images = await loadTags(client, projectId, wanted);
    const tagIds = [...wanted.map(({ tagId }) => tagId), ...[...images.values()].flatMap((ids) => [...ids])];
    const types = await lockTags(client, projectId, tagIds);
    const result: TaggedImages = { created: [], duplicated: [], exceeded: [] };
    for (const { imageId, tagId } of wanted) {
      const present = images.get(imageId);
      if (present === undefined || !types.has(tagId)) {
        throw new ServiceError(400, 'BadRequestInvalidIds', `Invalid image ${imageId} or tag ${tagId}`);
      }
      const together = new Set([...present, tagId]);
      const problem = tagProblem(together, { classificationType, types });
      if (problem === 'ErrorNegativeAndRegularTagOnSameImage') {
        const code = 'BadRequestNegativeAndRegularTagOnSameImage';
        throw new ServiceError(400, code, `Image ${imageId} would have a negative and a regular tag`);
      }
      if (present.has(tagId)) result.duplicated.push({ imageId, tagId });
      else if (problem !== undefined) result.exceeded.push({ imageId, tagId });
      else {
        result.created.push({ imageId, tagId });
        images.set(imageId, together);
      }
    }
    await insertTags(client, result.created);
    if (result.created.length > 0) await markChanged(client, projectId);
    return result;
  });
}

/** Removes tags from photos, and ignores tags that a photo does not have. Throws NotFoundProject. */
export function untagImages(
  pool: Pool,
  projectId: string,
  imageIds: readonly string[],
  tagIds: readonly string[],
): Promise<void> {
  return withTransaction(pool, async (client) => {
    await findProject(client, projectId, 'FOR NO KEY UPDATE');
    const { rowCount } = await client.query(
      `DELETE FROM custom_vision_server.image_tag m USING custom_vision_server.image i
        WHERE i.id = m.image_id AND i.project_id = $1 AND m.image_id = ANY ($2) AND m.tag_id = ANY ($3)`,
      [projectId, imageIds, tagIds],
    );
    if (rowCount) await markChanged(client, projectId);
  });
}

async function loadTags(
  client: Queryable,
  projectId: string,
  wanted: readonly ImageTag[],
): Promise<Map<string, ReadonlySet<string>>> {
  const { rows } = await client.query<{ id: string; tagIds: string[] }>(
    `SELECT i.id, ARRAY(SELECT tag_id FROM custom_vision_server.image_tag WHERE image_id = i.id) AS "tagIds"
       FROM custom_vision_server.image i
      WHERE i.project_id = $1 AND i.deleted_at IS NULL AND i.id = ANY ($2)`,
    [projectId, wanted.map(({ imageId }) => imageId)],
  );
  return new Map(rows.map(({ id, tagIds }) => [id, new Set(tagIds)]));
}
