import { type Pool, type Queryable, withTransaction } from '../../database/pool.js';
import type { TierLimits } from './limits.js';
import { findProject, markChanged } from './project.js';
import { ServiceError } from './service-error.js';

/** A negative tag means that none of the other tags applies. */
export const tagTypes = ['Regular', 'Negative'] as const;
export type TagType = (typeof tagTypes)[number];

/** A tag as clients see it and as iterations keep it. */
export interface Tag {
  id: string;
  name: string;
  description: string | null;
  type: TagType;
  imageCount: number;
}

export interface TagSettings {
  name: string;
  description: string | null;
  type: TagType;
}

const select = `SELECT tag.id, name, description, type,
    (SELECT count(*)::int FROM custom_vision_server.image_tag JOIN custom_vision_server.image ON image.id = image_id
      WHERE tag_id = tag.id AND deleted_at IS NULL) AS "imageCount"
  FROM custom_vision_server.tag`;

/** The tags of a project, the oldest first, with their present numbers of photos. Throws NotFoundProject. */
export async function listTags(db: Queryable, projectId: string): Promise<Tag[]> {
  await findProject(db, projectId);
  const { rows } = await db.query<Tag>(`${select} WHERE project_id = $1 ORDER BY created_at, id`, [
    projectId,
  ]);
  return rows;
}

/** Throws NotFoundTag in any case. */
export function unknownTag(): never {
  throw new ServiceError(404, 'NotFoundTag', 'Invalid tag');
}

/** Throws BadRequestTagNameNotUnique, BadRequestMultipleNegativeTag or BadRequestExceedTagPerProjectLimit. */
export async function createTag(
  pool: Pool,
  projectId: string,
  { name, description, type }: TagSettings,
  limits: TierLimits,
): Promise<Tag> {
  return changeTags(pool, projectId, async (client, others) => {
    if (others.length >= limits.tagsPerProject) {
      throw new ServiceError(
        400,
        'BadRequestExceedTagPerProjectLimit',
        `The limit of ${limits.tagsPerProject} tags per project of the ${limits.name} tier is reached.`,
      );
    }
    checkAmong(others, { name, type });
    const { rows } = await client.query<Tag>(
      `INSERT INTO custom_vision_server.tag (project_id, name, description, type) VALUES ($1, $2, $3, $4)
       RETURNING id, name, description, type, 0 AS "imageCount"`,
      [projectId, name, description, type],
    );
    return rows[0]!;
  });
}

/** Changes only the given settings. Throws NotFoundTag, or what `createTag` throws. */
export async function updateTag(
  pool: Pool,
  projectId: string,
  id: string,
  changes: Partial<TagSettings>,
): Promise<Tag> {
  return changeTags(pool, projectId, async (client, tags) => {
    const tag = { ...(tags.find((other) => other.id === id.toLowerCase()) ?? unknownTag()), ...changes };
    checkAmong(
      tags.filter((other) => other.id !== tag.id),
      tag,
    );
    await client.query(
      'UPDATE custom_vision_server.tag SET name = $2, description = $3, type = $4 WHERE id = $1',
      [tag.id, tag.name, tag.description, tag.type],
    );
    return tag;
  });
}

/** Deletes a tag; its photos stay. Throws NotFoundTag. */
export async function deleteTag(pool: Pool, projectId: string, id: string): Promise<void> {
  await changeTags(pool, projectId, async (client, tags) => {
    const tag = tags.find((other) => other.id === id.toLowerCase()) ?? unknownTag();
    await client.query('DELETE FROM custom_vision_server.tag WHERE id = $1', [tag.id]);
  });
}

/** Changes the tags of a project. Simultaneous changes to the tags or photos of a project take turns. */
function changeTags<T>(
  pool: Pool,
  projectId: string,
  change: (client: Queryable, tags: Tag[]) => Promise<T>,
): Promise<T> {
  return withTransaction(pool, async (client) => {
    await findProject(client, projectId, 'FOR NO KEY UPDATE');
    await markChanged(client, projectId);
    return change(client, await listTags(client, projectId));
  });
}

function checkAmong(others: readonly Tag[], { name, type }: Pick<Tag, 'name' | 'type'>): void {
  if (others.some((other) => other.name === name)) {
    throw new ServiceError(400, 'BadRequestTagNameNotUnique', 'Tag name is not unique');
  }
  if (type === 'Negative' && others.some((other) => other.type === 'Negative')) {
    throw new ServiceError(400, 'BadRequestMultipleNegativeTag', 'The project already has a negative tag');
  }
}
