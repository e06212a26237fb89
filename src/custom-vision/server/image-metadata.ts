import type { Queryable } from '../../database/pool.js';

export interface MetadataUpdate {
  imageId: string;
  status: 'OK' | 'ErrorImageNotFound' | 'ErrorLimitExceed';
  /** Everything that is now kept with the photo; null if nothing was changed. */
  metadata: Record<string, string> | null;
}

/** Adds names and values to photos, of which each keeps at most `mostPairs`. Results come in the order given. */
export async function updateMetadata(
  db: Queryable,
  projectId: string,
  imageIds: readonly string[],
  metadata: Readonly<Record<string, string>>,
  mostPairs: number,
): Promise<MetadataUpdate[]> {
  const { rows } = await db.query<MetadataUpdate>(
    `WITH found AS MATERIALIZED (
       SELECT id, metadata || $3 AS metadata FROM custom_vision_server.image
        WHERE project_id = $1 AND id = ANY ($2) AND deleted_at IS NULL ORDER BY id FOR NO KEY UPDATE),
     updated AS (
       UPDATE custom_vision_server.image i SET metadata = f.metadata FROM found f
        WHERE i.id = f.id AND (SELECT count(*) FROM jsonb_object_keys(f.metadata)) <= $4
        RETURNING i.id, i.metadata)
     SELECT w.id AS "imageId", u.metadata,
            CASE WHEN u.id IS NOT NULL THEN 'OK' WHEN f.id IS NULL THEN 'ErrorImageNotFound'
                 ELSE 'ErrorLimitExceed' END AS status
       FROM unnest($2::uuid[]) WITH ORDINALITY w (id, position)
       LEFT JOIN found f ON f.id = w.id LEFT JOIN updated u ON u.id = w.id
      ORDER BY w.position`,
    [projectId, imageIds, JSON.stringify(metadata), mostPairs],
  );
  return rows;
}
