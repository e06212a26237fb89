import type { Pool } from '../../../src/database/pool.js';

/** An iteration that was trained on those photos, without any training; its identifier. */
export async function trainedOn(
  { pool, projectId }: { pool: Pool; projectId: string },
  imageIds: readonly string[],
): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO custom_vision_server.iteration (project_id, name, status, domain_id, classification_type, tags)
     SELECT id, 'Iteration 1', 'Completed', domain_id, classification_type,
            (SELECT json_agg(json_build_object('id', t.id, 'name', t.name, 'description', NULL, 'type', t.type,
                                               'imageCount', 0) ORDER BY t.created_at)
               FROM custom_vision_server.tag t WHERE t.project_id = p.id)
       FROM custom_vision_server.project p WHERE id = $1 RETURNING id`,
    [projectId],
  );
  const { id } = rows[0]!;
  await pool.query(
    `INSERT INTO custom_vision_server.iteration_image (iteration_id, image_id, tag_ids)
     SELECT $1, i, ARRAY(SELECT tag_id FROM custom_vision_server.image_tag WHERE image_id = i) FROM unnest($2::uuid[]) i`,
    [id, imageIds],
  );
  return id;
}
