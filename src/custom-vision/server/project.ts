import type { Pool, Queryable } from '../../database/pool.js';
import { withTableLock } from '../../database/table-lock.js';
import type { ClassificationType } from './classification-type.js';
import { findDomain } from './domain.js';
import { isGuid } from './guid.js';
import type { TierLimits } from './limits.js';
import { ServiceError } from './service-error.js';

export interface ProjectSettings {
  description: string;
  domainId: string;
  classificationType: ClassificationType;
  targetExportPlatforms: string[];
}

export interface Project extends ProjectSettings {
  id: string;
  name: string;
  createdAt: Date;
  updatedAt: Date;
}

const columns = `id, name, description, domain_id AS "domainId", classification_type AS "classificationType",
  target_export_platforms AS "targetExportPlatforms", created_at AS "createdAt", updated_at AS "updatedAt"`;

/** All projects, the oldest first. */
export async function listProjects(db: Queryable): Promise<Project[]> {
  const { rows } = await db.query<Project>(
    `SELECT ${columns} FROM custom_vision_server.project ORDER BY created_at, id`,
  );
  return rows;
}

/** Throws NotFoundProject. With `lock`, other transactions that lock or change the project wait until this one ends. */
export async function findProject(
  db: Queryable,
  id: string,
  lock: '' | 'FOR NO KEY UPDATE' = '',
): Promise<Project> {
  const { rows } = isGuid(id)
    ? await db.query<Project>(`SELECT ${columns} FROM custom_vision_server.project WHERE id = $1 ${lock}`, [
        id,
      ])
    : { rows: [] };
  if (!rows[0]) throw new ServiceError(404, 'NotFoundProject', 'Invalid project');
  return rows[0];
}

/** Makes a project. If its name is taken, it is called "name (1)", "name (2)" and so on. */
export async function createProject(
  pool: Pool,
  { name, ...settings }: ProjectSettings & { name: string },
  limits: TierLimits,
): Promise<Project> {
  checkDomain(settings.domainId);
  // Simultaneous requests for the same name, or for the last free place, must take turns.
  return withTableLock(pool, 'custom_vision_server.project', async (client) => {
    const { rows } = await client.query<{ name: string }>('SELECT name FROM custom_vision_server.project');
    if (rows.length >= limits.projects) {
      throw new ServiceError(
        400,
        'BadRequestExceedProjectLimit',
        `The limit of ${limits.projects} projects of the ${limits.name} tier is reached.`,
      );
    }
    const taken = new Set(rows.map((row) => row.name));
    let free = name;
    for (let number = 1; taken.has(free); number++) free = `${name} (${number})`;
    const { rows: made } = await client.query<Project>(
      `INSERT INTO custom_vision_server.project (name, description, domain_id, classification_type, target_export_platforms)
       VALUES ($1, $2, $3, $4, $5) RETURNING ${columns}`,
      [free, ...values(settings)],
    );
    return made[0]!;
  });
}

/** Changes only the given settings. Throws NotFoundProject or BadRequestProjectNameNotUnique. */
export async function updateProject(
  db: Queryable,
  id: string,
  changes: Partial<ProjectSettings & { name: string }>,
): Promise<Project> {
  const project = { ...(await findProject(db, id)), ...changes };
  checkDomain(project.domainId);
  const { rows } = await db
    .query<Project>(
      `UPDATE custom_vision_server.project
       SET name = $2, description = $3, domain_id = $4, classification_type = $5, target_export_platforms = $6,
         updated_at = now()
       WHERE id = $1 RETURNING ${columns}`,
      [id, project.name, ...values(project)],
    )
    .catch((error) => {
      if (error.code !== '23505') throw error;
      throw new ServiceError(400, 'BadRequestProjectNameNotUnique', 'Project name is not unique');
    });
  return rows[0] ?? findProject(db, id);
}

/** Deletes a project with everything in it. */
export async function deleteProject(db: Queryable, id: string): Promise<void> {
  await findProject(db, id);
  await db.query('DELETE FROM custom_vision_server.project WHERE id = $1', [id]);
}

/** Records that tags or photos changed, so that training again is worthwhile. */
export async function markChanged(db: Queryable, id: string): Promise<void> {
  await db.query('UPDATE custom_vision_server.project SET changed_at = clock_timestamp() WHERE id = $1', [
    id,
  ]);
}

function values({ description, domainId, classificationType, targetExportPlatforms }: ProjectSettings) {
  return [description, domainId, classificationType, targetExportPlatforms];
}

function checkDomain(id: string): void {
  findDomain(id, new ServiceError(400, 'BadRequestProjectUnknownDomain', 'Unknown domain'));
}
