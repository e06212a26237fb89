import type { Queryable } from '../../database/pool.js';
import type { ClassificationType } from './classification-type.js';
import { isGuid } from './guid.js';
import { findProject } from './project.js';
import { ServiceError } from './service-error.js';
import type { Tag } from './tag.js';

export interface Iteration {
  id: string;
  projectId: string;
  name: string;
  status: 'Training' | 'Completed' | 'Failed';
  domainId: string;
  classificationType: ClassificationType;
  trainingType: string;
  reservedBudgetInHours: number;
  /** In the order of the model's outputs. */
  tags: Tag[];
  error: string | null;
  publishName: string | null;
  publishResourceId: string | null;
  trainingSeconds: number | null;
  createdAt: Date;
  updatedAt: Date;
  trainedAt: Date | null;
}

/** Every column except the head, which is large. */
export const iterationColumns = `id, project_id AS "projectId", name, status, domain_id AS "domainId",
  classification_type AS "classificationType", training_type AS "trainingType",
  reserved_budget_hours AS "reservedBudgetInHours", tags, error, publish_name AS "publishName",
  publish_resource_id AS "publishResourceId", training_seconds AS "trainingSeconds",
  created_at AS "createdAt", updated_at AS "updatedAt", trained_at AS "trainedAt"`;

/** The iterations of a project, the oldest first. Throws NotFoundProject. */
export async function listIterations(db: Queryable, projectId: string): Promise<Iteration[]> {
  await findProject(db, projectId);
  const { rows } = await db.query<Iteration>(
    `SELECT ${iterationColumns} FROM custom_vision_server.iteration WHERE project_id = $1 ORDER BY created_at, id`,
    [projectId],
  );
  return rows;
}

/** Throws NotFoundProject or NotFoundIteration. */
export function findIteration(db: Queryable, projectId: string, id: string): Promise<Iteration> {
  return findOne(db, projectId, 'id', isGuid(id) ? id : undefined);
}

/** Like `findIteration`; also throws BadRequestIterationIsNotTrained. */
export async function findTrained(db: Queryable, projectId: string, id: string): Promise<Iteration> {
  const iteration = await findIteration(db, projectId, id);
  if (iteration.status !== 'Completed') {
    throw new ServiceError(400, 'BadRequestIterationIsNotTrained', 'Iteration is not trained');
  }
  return iteration;
}

/** The iteration published under that name. Throws NotFoundProject or NotFoundIteration. */
export function findPublished(db: Queryable, projectId: string, publishName: string): Promise<Iteration> {
  return findOne(db, projectId, 'publish_name', publishName);
}

/** Looks for the project only if there is no such iteration, to say which of the two is unknown. */
async function findOne(
  db: Queryable,
  projectId: string,
  column: 'id' | 'publish_name',
  value: string | undefined,
): Promise<Iteration> {
  if (isGuid(projectId) && value !== undefined) {
    const { rows } = await db.query<Iteration>(
      `SELECT ${iterationColumns} FROM custom_vision_server.iteration WHERE project_id = $1 AND ${column} = $2`,
      [projectId, value],
    );
    if (rows[0]) return rows[0];
  }
  await findProject(db, projectId);
  return unknownIteration();
}

/** The iteration that was trained last. Throws BadRequestIterationIsNotTrained if there is none. */
export async function findNewestTrained(db: Queryable, projectId: string): Promise<Iteration> {
  const trained = (await listIterations(db, projectId)).filter(({ status }) => status === 'Completed');
  const newest = trained.at(-1);
  if (!newest) throw new ServiceError(400, 'BadRequestIterationIsNotTrained', 'Project is not trained');
  return newest;
}

export async function renameIteration(
  db: Queryable,
  projectId: string,
  id: string,
  name: string,
): Promise<Iteration> {
  await findIteration(db, projectId, id);
  await db.query('UPDATE custom_vision_server.iteration SET name = $2, updated_at = now() WHERE id = $1', [
    id,
    name,
  ]);
  return findIteration(db, projectId, id);
}

/** Throws BadRequestIterationIsPublished if the iteration is published, since predictions under its name would fail. */
export async function deleteIteration(db: Queryable, projectId: string, id: string): Promise<void> {
  await findIteration(db, projectId, id);
  const { rowCount } = await db.query(
    'DELETE FROM custom_vision_server.iteration WHERE id = $1 AND publish_name IS NULL',
    [id],
  );
  if (rowCount === 0) alreadyPublished((await findIteration(db, projectId, id)).publishName);
}

export function alreadyPublished(as: string | null): never {
  throw new ServiceError(400, 'BadRequestIterationIsPublished', `Iteration is already published as: ${as}`);
}

/** The head that the engine predicts with and exports. Throws NotFoundIteration. */
export async function loadHead(db: Queryable, id: string): Promise<Uint8Array> {
  const { rows } = await db.query<{ head: Buffer }>(
    'SELECT head FROM custom_vision_server.iteration WHERE id = $1',
    [id],
  );
  return rows[0]?.head ?? unknownIteration();
}

function unknownIteration(): never {
  throw new ServiceError(404, 'NotFoundIteration', 'Invalid iteration');
}
