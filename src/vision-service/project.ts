import type { Queryable } from '../database/pool.js';
import type { ClassificationType } from './engine.js';
import { isGuid } from './guid.js';
import { ServiceError } from './service-error.js';

export interface Project {
  id: string;
  name: string;
  description: string;
  domainId: string;
  classificationType: ClassificationType;
  targetExportPlatforms: string[];
  createdAt: Date;
  updatedAt: Date;
}

const columns = `id, name, description, domain_id AS "domainId", classification_type AS "classificationType",
  target_export_platforms AS "targetExportPlatforms", created_at AS "createdAt", updated_at AS "updatedAt"`;

/** Throws NotFoundProject. */
export async function findProject(db: Queryable, id: string): Promise<Project> {
  const { rows } = isGuid(id)
    ? await db.query<Project>(`SELECT ${columns} FROM custom_vision.project WHERE id = $1`, [id])
    : { rows: [] };
  return rows[0] ?? fail(404, 'NotFoundProject', 'Invalid project');
}

function fail(status: number, code: string, message: string): never {
  throw new ServiceError(status, code, message);
}
