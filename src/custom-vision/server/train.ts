import { type Pool, type Queryable, withTransaction } from '../../database/pool.js';
import { type Iteration, iterationColumns, listIterations } from './iteration.js';
import { leastImagesPerTag, type TierLimits } from './limits.js';
import { findProject, type Project } from './project.js';
import { ServiceError } from './service-error.js';
import { listTags, type Tag } from './tag.js';

export interface TrainingRequest {
  trainingType: string;
  reservedBudgetInHours: number;
  /** Trains even if nothing changed. */
  force: boolean;
  /** Trains only these tags; if empty, all of them. */
  selectedTags: string[];
}

/**
 * Makes an iteration of the present photos and tags of a project, which the trainer then trains. Throws
 * BadRequestTrainingAlreadyInProgress, BadRequestTrainingNotNeeded, BadRequestExceedIterationPerProjectLimit, or
 * BadRequest…ClassificationTrainingValidationFailed if there are too few photos.
 */
export async function requestTraining(
  pool: Pool,
  projectId: string,
  request: TrainingRequest,
  limits: TierLimits,
): Promise<Iteration> {
  return withTransaction(pool, async (client) => {
    // Requests that add photos or tags lock the project too, so an iteration has all of a change or none of it.
    const project = await findProject(client, projectId, 'FOR NO KEY UPDATE');
    await checkIterations(client, project, request, limits);
    const wanted = new Set(request.selectedTags.map((id) => id.toLowerCase()));
    const tags = (await listTags(client, projectId)).filter(({ id }) => wanted.size === 0 || wanted.has(id));
    await checkTags(client, project, tags);
    const { rows } = await client.query<Iteration>(
      `WITH numbered AS (
         UPDATE custom_vision_server.project SET iterations = iterations + 1 WHERE id = $1 RETURNING *
       )
       INSERT INTO custom_vision_server.iteration (project_id, name, domain_id, classification_type, training_type,
         reserved_budget_hours, tags, created_at, updated_at)
       SELECT id, 'Iteration ' || iterations, domain_id, classification_type, $2, $3, $4,
         clock_timestamp(), clock_timestamp()
       FROM numbered
       RETURNING ${iterationColumns}`,
      [projectId, request.trainingType, request.reservedBudgetInHours, JSON.stringify(tags)],
    );
    const [iteration] = rows;
    await client.query(
      `INSERT INTO custom_vision_server.iteration_image (iteration_id, image_id, tag_ids)
       SELECT $1, image.id, array_agg(tag_id ORDER BY tag_id)
       FROM custom_vision_server.image JOIN custom_vision_server.image_tag ON image_id = image.id
       WHERE deleted_at IS NULL AND tag_id = ANY ($2)
       GROUP BY image.id`,
      [iteration!.id, tags.map(({ id }) => id)],
    );
    return iteration!;
  });
}

async function checkIterations(
  client: Queryable,
  project: Project,
  { force }: TrainingRequest,
  limits: TierLimits,
): Promise<void> {
  const iterations = await listIterations(client, project.id);
  if (iterations.some(({ status }) => status === 'Training')) {
    throw new ServiceError(400, 'BadRequestTrainingAlreadyInProgress', 'Training is already in progress');
  }
  if (!force && (await isUpToDate(client, project))) {
    throw new ServiceError(400, 'BadRequestTrainingNotNeeded', 'Nothing changed since last training');
  }
  if (iterations.length >= limits.iterationsPerProject) {
    throw new ServiceError(
      400,
      'BadRequestExceedIterationPerProjectLimit',
      `The limit of ${limits.iterationsPerProject} iterations per project is reached.`,
    );
  }
}

/** Whether the newest trained iteration was made from the present photos, tags and settings. */
async function isUpToDate(client: Queryable, { id }: Project): Promise<boolean> {
  const { rows } = await client.query<{ upToDate: boolean }>(
    `SELECT iteration.created_at >= changed_at AND iteration.domain_id = project.domain_id
       AND iteration.classification_type = project.classification_type AS "upToDate"
     FROM custom_vision_server.project JOIN custom_vision_server.iteration ON project_id = project.id
     WHERE project.id = $1 AND status = 'Completed'
     ORDER BY iteration.created_at DESC LIMIT 1`,
    [id],
  );
  return rows[0]?.upToDate ?? false;
}

async function checkTags(client: Queryable, project: Project, tags: readonly Tag[]): Promise<void> {
  const refuse = (message: string): never => {
    const kind = project.classificationType === 'Multiclass' ? 'MultiClass' : 'MultiLabel';
    throw new ServiceError(400, `BadRequest${kind}ClassificationTrainingValidationFailed`, message);
  };
  if (tags.length < 2) refuse('Not enough images for training');
  if (tags.some(({ imageCount }) => imageCount < leastImagesPerTag)) {
    refuse('Not enough images per tag for training');
  }
  if (project.classificationType === 'Multilabel') return;
  const { rowCount } = await client.query(
    `SELECT FROM custom_vision_server.image_tag JOIN custom_vision_server.image ON image.id = image_id
     WHERE deleted_at IS NULL AND tag_id = ANY ($1) GROUP BY image_id HAVING count(*) > 1 LIMIT 1`,
    [tags.map(({ id }) => id)],
  );
  if (rowCount) refuse('An image of a multiclass project has more than one tag');
}
