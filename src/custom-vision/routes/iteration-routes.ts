import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { deleteIteration, findIteration, listIterations, renameIteration } from '../server/iteration.js';
import { publishIteration, unpublishIteration } from '../server/publication.js';
import { requestTraining } from '../server/train.js';
import { minorVersion, type VisionContext } from './context.js';
import { iterationAnswer, startedAnswer } from './iteration-answer.js';
import { oneOf } from './one-of.js';
import { parse } from './parse-request.js';
import { booleanParameter } from './query-parameter.js';

const training = z.object({
  trainingType: oneOf(['Regular', 'Advanced']).default('Regular'),
  reservedBudgetInHours: z.coerce.number().int().min(0).max(10_000).default(0),
  forceTrain: booleanParameter.default(false),
});

const trainingParameters = z.object({ selectedTags: z.array(z.guid()).nullish() });

const publication = z.object({
  publishName: z.string().min(1).max(255),
  predictionId: z.string().min(1),
  overwrite: booleanParameter.default(false),
});

const publicationCodes = {
  publishName: 'BadRequestInvalidPublishName',
  predictionId: 'BadRequestInvalidPublishTarget',
};

const renamed = z.object({ name: z.string().trim().min(1) });

type ProjectRoute = { Params: { projectId: string } };
type IterationRoute = { Params: { projectId: string; iterationId: string } };

export function registerIterationRoutes(
  app: FastifyInstance,
  { pool, trainer, limits }: VisionContext,
): void {
  app.post<ProjectRoute>(
    '/projects/:projectId/train',
    { config: { operation: 'TrainProject' } },
    async (request) => {
      const { forceTrain: force, ...query } = parse(training, request.query);
      const selectedTags = parse(trainingParameters, request.body).selectedTags ?? [];
      const asked = { ...query, force, selectedTags };
      const iteration = await requestTraining(pool, request.params.projectId, asked, limits);
      trainer.wake();
      return startedAnswer(iteration, minorVersion(request));
    },
  );

  app.get<ProjectRoute>(
    '/projects/:projectId/iterations',
    { config: { operation: 'GetIterations' } },
    async (request) => {
      const iterations = await listIterations(pool, request.params.projectId);
      return iterations.map((iteration) => iterationAnswer(iteration, minorVersion(request)));
    },
  );

  const one = '/projects/:projectId/iterations/:iterationId';

  app.get<IterationRoute>(one, { config: { operation: 'GetIteration' } }, async (request) => {
    const { projectId, iterationId } = request.params;
    return iterationAnswer(await findIteration(pool, projectId, iterationId), minorVersion(request));
  });

  app.patch<IterationRoute>(one, { config: { operation: 'UpdateIteration' } }, async (request) => {
    const { projectId, iterationId } = request.params;
    const { name } = parse(renamed, request.body, 'BadRequestIterationName');
    return iterationAnswer(await renameIteration(pool, projectId, iterationId, name), minorVersion(request));
  });

  app.delete<IterationRoute>(one, { config: { operation: 'DeleteIteration' } }, async ({ params }, reply) => {
    await deleteIteration(pool, params.projectId, params.iterationId);
    return reply.code(204).send();
  });

  app.post<IterationRoute>(
    `${one}/publish`,
    { config: { operation: 'PublishIteration' } },
    async ({ params, query }) => {
      const { predictionId: resourceId, ...rest } = parse(publication, query, publicationCodes);
      await publishIteration(pool, params.projectId, params.iterationId, { resourceId, ...rest });
      return true;
    },
  );

  app.delete<IterationRoute>(
    `${one}/publish`,
    { config: { operation: 'UnpublishIteration' } },
    async ({ params }, reply) => {
      await unpublishIteration(pool, params.projectId, params.iterationId);
      return reply.code(204).send();
    },
  );
}
