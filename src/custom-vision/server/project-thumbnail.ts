import type { Queryable } from '../../database/pool.js';

/** The photo that stands for a project in lists: its first one. By project; projects without photos are left out. */
export async function projectThumbnails(
  db: Queryable,
  projectIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.query<{ project: string; photo: string }>(
    `SELECT p.id AS project, i.id AS photo
       FROM unnest($1::uuid[]) p (id) CROSS JOIN LATERAL (
         SELECT id FROM custom_vision_server.image WHERE project_id = p.id AND deleted_at IS NULL
          ORDER BY created_at, id LIMIT 1) i`,
    [projectIds],
  );
  return new Map(rows.map(({ project, photo }) => [project, photo]));
}
