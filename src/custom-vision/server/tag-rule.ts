import type { Queryable } from '../../database/pool.js';
import type { ClassificationType } from './classification-type.js';
import { tagsPerImage } from './limits.js';
import type { TagType } from './tag.js';

/** What decides which tags a photo of a project may have together. */
export interface TagRule {
  classificationType: ClassificationType;
  /** Identifiers of tags that exist. */
  types: ReadonlyMap<string, TagType>;
}

/** The tags among `ids` that the project has; they cannot be deleted before the transaction ends. */
export async function lockTags(client: Queryable, projectId: string, ids: readonly string[]) {
  const { rows } = await client.query<{ id: string; type: TagType }>(
    'SELECT id, type FROM custom_vision_server.tag WHERE project_id = $1 AND id = ANY ($2) ORDER BY id FOR KEY SHARE',
    [projectId, ids],
  );
  return new Map(rows.map(({ id, type }) => [id, type]));
}

/** Why a photo may not have just these tags; undefined if it may. A photo of a Multiclass project has one tag. */
export function tagProblem(
  ids: ReadonlySet<string>,
  { classificationType, types }: TagRule,
): 'ErrorNegativeAndRegularTagOnSameImage' | 'ErrorTagLimitExceed' | undefined {
  const kinds = new Set([...ids].map((id) => types.get(id)));
  if (kinds.size > 1) return 'ErrorNegativeAndRegularTagOnSameImage';
  const most = classificationType === 'Multiclass' ? 1 : tagsPerImage;
  return ids.size > most ? 'ErrorTagLimitExceed' : undefined;
}
