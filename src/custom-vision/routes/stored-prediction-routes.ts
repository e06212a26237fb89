import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { rankTags } from '../server/prediction.js';
import { findProject } from '../server/project.js';
import { ServiceError } from '../server/service-error.js';
import { deletePredictions, predictionOrders, queryPredictions } from '../server/stored-prediction.js';
import { minorVersion, type VisionContext } from './context.js';
import { guid, guidList } from './guid-parameter.js';
import { addressesFor, photoAddresses } from './image-answer.js';
import { oneOf } from './one-of.js';
import { parse } from './parse-request.js';
import { tagPrediction } from './prediction-answer.js';

const mostTags = 2;
const mostDeleted = 64;
const usualCount = 50;
const mostCount = 256;

/** Null, empty and absent mean the same. */
const text = z
  .string()
  .nullish()
  .transform((given) => given || null);
const threshold = (usual: number) =>
  z
    .number()
    .nullish()
    .transform((given) => given ?? usual);
const time = z
  .string()
  .refine((given) => !Number.isNaN(Date.parse(given)), 'must be a time')
  .nullish()
  .transform((given) => given ?? null);

const tokenSchema = z.object({
  session: text,
  continuation: text,
  maxCount: z.number().int().min(0).nullish(),
  orderBy: oneOf(predictionOrders).nullish(),
  tags: z
    .array(z.object({ id: guid, minThreshold: threshold(0), maxThreshold: threshold(1) }))
    .nullish()
    .transform((tags) => tags ?? null),
  iterationId: guid.nullish().transform((id) => id ?? null),
  startTime: time,
  endTime: time,
  application: text,
});

interface InProject {
  Params: { projectId: string };
}

/** Registers QueryPredictions and DeletePrediction. */
export function registerStoredPredictionRoutes(app: FastifyInstance, context: VisionContext): void {
  const { pool } = context;

  app.post<InProject>(
    '/projects/:projectId/predictions/query',
    { config: { operation: 'QueryPredictions' } },
    async (request) => {
      const { id } = await findProject(pool, request.params.projectId);
      const token = parse(tokenSchema, request.body, 'BadRequestPredictionInvalidQueryParameters');
      const { maxCount, orderBy, startTime, endTime } = token;
      if (token.tags && token.tags.length > mostTags) {
        throw new ServiceError(400, 'BadRequestPredictionTagsExceededCount', `Limited to ${mostTags} tags`);
      }
      if ((maxCount ?? 0) > mostCount) {
        const code = 'BadRequestPredictionResultsExceededCount';
        throw new ServiceError(400, code, `maxCount is limited to ${mostCount}`);
      }
      const { predictions, continuation } = await queryPredictions(pool, id, {
        ...token,
        tags: token.tags ?? [],
        orderBy: orderBy ?? 'Newest',
        startTime: startTime === null ? null : new Date(startTime),
        endTime: endTime === null ? null : new Date(endTime),
        take: maxCount || usualCount,
      });
      const addresses = addressesFor(context, request);
      const withTagType = minorVersion(request) >= 3;
      return {
        token: {
          session: token.session ?? `1:${randomUUID()}`,
          continuation,
          maxCount: maxCount ?? 0,
          orderBy: orderBy ?? 'Newest',
          tags: token.tags,
          iterationId: token.iterationId,
          startTime,
          endTime,
          application: token.application,
        },
        results: predictions.map((prediction) => ({
          ...photoAddresses('p', id, prediction.id, addresses),
          domain: prediction.domainId,
          id: prediction.id,
          project: id,
          iteration: prediction.iterationId,
          created: prediction.createdAt.toISOString(),
          predictions: rankTags(prediction.tags, prediction.probabilities).map((said) =>
            tagPrediction(said, withTagType),
          ),
        })),
      };
    },
  );

  app.delete<InProject>(
    '/projects/:projectId/predictions',
    { config: { operation: 'DeletePrediction' } },
    async (request, reply) => {
      const { id } = await findProject(pool, request.params.projectId);
      const { ids } = parse(z.object({ ids: guidList }), request.query, 'BadRequestInvalidIds');
      if (ids.length === 0) {
        throw new ServiceError(400, 'BadRequestPredictionIdsMissing', 'ids must be given');
      }
      if (ids.length > mostDeleted) {
        throw new ServiceError(400, 'BadRequestPredictionIdsExceededCount', `Limited to ${mostDeleted} ids`);
      }
      await deletePredictions(pool, id, ids);
      return reply.code(204).send();
    },
  );
}
