import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { heldBackPredictions } from '../server/held-back.js';
import { countImages, listImages } from '../server/image.js';
import { findTrained } from '../server/iteration.js';
import { iterationPerformance } from '../server/performance.js';
import { minorVersion, type VisionContext } from './context.js';
import { guidList } from './guid-parameter.js';
import { addressesFor, photoAddresses } from './image-answer.js';
import { parsePage } from './image-page.js';
import { parse } from './parse-request.js';
import { tagPrediction } from './prediction-answer.js';

const share = z.coerce.number().min(0).max(1);

/** The second threshold is about boxes, which classification does not have, so it is ignored. */
const thresholds = z.object({ threshold: share.default(0.5), overlapThreshold: share.optional() });

const filter = z.object({ tagIds: guidList });

type Route = { Params: { projectId: string; iterationId: string } };
const path = '/projects/:projectId/iterations/:iterationId/performance';

/** Registers the operations on the performance of an iteration, and on its held-back answers for each training photo. */
export function registerPerformanceRoutes(app: FastifyInstance, context: VisionContext): void {
  const { pool } = context;

  app.get<Route>(
    path,
    { config: { operation: 'GetIterationPerformance' } },
    async ({ params: { projectId, iterationId }, query }) =>
      iterationPerformance(pool, projectId, iterationId, parse(thresholds, query).threshold),
  );

  app.get<Route>(`${path}/images`, { config: { operation: 'GetImagePerformances' } }, async (request) => {
    const { projectId } = request.params;
    const iteration = await findTrained(pool, projectId, request.params.iterationId);
    const { tagIds } = parse(filter, request.query);
    const images = await listImages(
      pool,
      projectId,
      { iterationId: iteration.id, tagIds },
      parsePage(request.query),
    );
    const ids = images.map(({ id }) => id);
    const predictions = await heldBackPredictions(pool, iteration, ids);
    const withTagType = minorVersion(request) >= 3;
    return images.map(({ id, created, width, height, tags }) => {
      const addresses = photoAddresses('i', projectId, id, addressesFor(context, request));
      return {
        predictions: predictions.get(id)?.map((said) => tagPrediction(said, withTagType)) ?? null,
        id,
        created,
        width,
        height,
        imageUri: addresses.originalImageUri,
        thumbnailUri: addresses.thumbnailUri,
        tags,
        regions: null,
      };
    });
  });

  app.get<Route>(
    `${path}/images/count`,
    { config: { operation: 'GetImagePerformanceCount' } },
    async ({ params: { projectId, iterationId }, query }) => {
      const iteration = await findTrained(pool, projectId, iterationId);
      return countImages(pool, projectId, { iterationId: iteration.id, tagIds: parse(filter, query).tagIds });
    },
  );
}
