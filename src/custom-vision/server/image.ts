import type { Queryable } from '../../database/pool.js';
import { findIteration } from './iteration.js';

/** A photo of a project. Times are in UTC with seven decimals and no Z, as the service writes them for photos. */
export interface Image {
  id: string;
  created: string;
  width: number;
  height: number;
  metadata: Record<string, string>;
  /** Null if the photo has no tags. */
  tags: { tagId: string; tagName: string; created: string }[] | null;
}

export interface ImageFilter {
  /** Selects the photos that this iteration was trained on, with their tags at that time. Default: the present photos. */
  iterationId?: string | undefined;
  tagging?: 'All' | 'Tagged' | 'Untagged' | undefined;
  /** Only photos with at least one of these tags. */
  tagIds?: readonly string[] | undefined;
  ids?: readonly string[] | undefined;
}

export interface ImagePage {
  orderBy: 'Newest' | 'Oldest';
  take: number;
  skip: number;
}

/** A page of the photos that pass `filter`. Throws NotFoundIteration. */
export async function listImages(
  db: Queryable,
  projectId: string,
  filter: ImageFilter,
  { orderBy, take, skip }: ImagePage,
): Promise<Image[]> {
  const { from, parameters, tags } = await choose(db, projectId, filter);
  const direction = orderBy === 'Newest' ? 'DESC' : 'ASC';
  const { rows } = await db.query<Image>(
    `SELECT i.id, ${time('i.created_at')} AS created, i.width, i.height, i.metadata, (${tags}) AS tags
       FROM ${from}
      ORDER BY i.created_at ${direction}, i.id ${direction}
      LIMIT $${parameters.push(take)} OFFSET $${parameters.push(skip)}`,
    parameters,
  );
  return rows;
}

/** How many photos pass `filter`. Throws NotFoundIteration. */
export async function countImages(db: Queryable, projectId: string, filter: ImageFilter): Promise<number> {
  const { from, parameters } = await choose(db, projectId, filter);
  const { rows } = await db.query<{ count: number }>(`SELECT count(*) FROM ${from}`, parameters);
  return rows[0]?.count ?? 0;
}

async function choose(db: Queryable, projectId: string, filter: ImageFilter) {
  const { iterationId, tagging = 'All', tagIds = [], ids } = filter;
  const parameters: unknown[] = [projectId];
  const bind = (value: unknown) => `$${parameters.push(value)}`;
  const source = iterationId === undefined ? workspace : trainedOn(bind(iterationId));
  if (iterationId !== undefined) await findIteration(db, projectId, iterationId);
  const conditions = ['i.project_id = $1', source.condition];
  if (tagging !== 'All') conditions.push(`${tagging === 'Untagged' ? 'NOT ' : ''}${source.tagged}`);
  if (tagIds.length > 0) conditions.push(source.taggedAny(bind(tagIds)));
  if (ids !== undefined) conditions.push(`i.id = ANY (${bind(ids)})`);
  return { from: `${source.table} WHERE ${conditions.join(' AND ')}`, tags: source.tags, parameters };
}

const workspace = {
  table: 'custom_vision_server.image i',
  condition: 'i.deleted_at IS NULL',
  tagged: 'EXISTS (SELECT FROM custom_vision_server.image_tag m WHERE m.image_id = i.id)',
  taggedAny: (ids: string) =>
    `EXISTS (SELECT FROM custom_vision_server.image_tag m WHERE m.image_id = i.id AND m.tag_id = ANY (${ids}))`,
  tags: `SELECT ${tagList('t.id', 't.name', 'm.created_at')}
           FROM custom_vision_server.image_tag m JOIN custom_vision_server.tag t ON t.id = m.tag_id WHERE m.image_id = i.id`,
};

const trainedOn = (iterationId: string): typeof workspace => ({
  table: 'custom_vision_server.iteration_image x JOIN custom_vision_server.image i ON i.id = x.image_id',
  condition: `x.iteration_id = ${iterationId}`,
  tagged: "(x.tag_ids <> '{}')",
  taggedAny: (ids) => `x.tag_ids && ${ids}::uuid[]`,
  // Tags may have been renamed or deleted since, and taken off the photo.
  tags: `SELECT ${tagList("t ->> 'id'", "t ->> 'name'", 'coalesce(m.created_at, i.created_at)')}
           FROM custom_vision_server.iteration n CROSS JOIN jsonb_array_elements(n.tags) t
           LEFT JOIN custom_vision_server.image_tag m ON m.image_id = i.id AND m.tag_id = (t ->> 'id')::uuid
          WHERE n.id = x.iteration_id AND (t ->> 'id')::uuid = ANY (x.tag_ids)`,
});

function tagList(id: string, name: string, createdAt: string): string {
  return `json_agg(json_build_object('tagId', ${id}, 'tagName', ${name}, 'created', ${time(createdAt)})
            ORDER BY ${createdAt}, ${name})`;
}

function time(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"0"')`;
}
