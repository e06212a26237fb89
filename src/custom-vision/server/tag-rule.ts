import type { Queryable } from '../../database/pool.js';
import type { ClassificationType } from './classification-type.js';
import { tagsPerImage } from './limits.js';
import type { TagType } from './tag.js';

/** Decides which tags a photo of a project may have together. */
export interface TagRule {
  classificationType: ClassificationType;
  /** The type of each tag that exists, by identifier. */
  types: ReadonlyMap<string, TagType>;
}

/** Finds the tags of a project among `ids`, and keeps them from being deleted until the transaction ends. */
export async function lockTags(client: Queryable, projectId: string, ids: readonly string[]) {
  const { rows } = await client.query<{ id: string; type: TagType }>(
    'SELECT id, type FROM custom_vision_server.tag WHERE project_id = $1 AND id = ANY ($2) ORDER BY id FOR KEY SHARE',
    [projectId, ids],
  );
  return new Map(rows.map(({ id, type }) => [id, type]));
}

/** Says why a photo may not have exactly these tags; undefined if it may. In a Multiclass project a photo has one tag. */
export function tagProblem(
  ids: ReadonlySet<string>,
  { classificationType, types }: TagRule,
): 'ErrorNegativeAndRegularTagOnSameImage' | 'ErrorTagLimitExceed' | undefined {
  const kinds = new Set([...ids].map((id) => types.get(id)));
  if (kinds.size > 1) return 'ErrorNegativeAndRegularTagOnSameImage';
  const most = classificationType === 'Multiclass' ? 1 : tagsPerImage;
  return ids.size > most ? 'ErrorTagLimitExceed' : undefined;
}
