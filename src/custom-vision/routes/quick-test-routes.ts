import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { findNewestTrained, findTrained } from '../server/iteration.js';
import { minorVersion, type VisionContext } from './context.js';
import { parse } from './parse-request.js';
import { photoOfAddress, predictionAnswer } from './prediction-answer.js';
import { booleanParameter } from './query-parameter.js';
import { uploadedPhoto, uploadLimit } from './uploaded-photo.js';

const query = z.object({ iterationId: z.string().optional(), store: booleanParameter.default(true) });

type Route = { Params: { projectId: string } };

/** Registers predictions by iterations that need not be published. Default: the iteration that was trained last. */
export function registerQuickTestRoutes(app: FastifyInstance, context: VisionContext): void {
  const answer = async (request: FastifyRequest<Route>, photo: Buffer) => {
    const { projectId } = request.params;
    const { iterationId, store } = parse(query, request.query);
    const iteration = iterationId
      ? await findTrained(context.pool, projectId, iterationId)
      : await findNewestTrained(context.pool, projectId);
    const withTagType = minorVersion(request) >= 3;
    return predictionAnswer(context, request, iteration, { photo, store, application: null, withTagType });
  };

  app.post<Route>(
    '/projects/:projectId/quicktest/image',
    { bodyLimit: uploadLimit, config: { operation: 'QuickTestImage' } },
    async (request) => answer(request, await uploadedPhoto(request)),
  );

  app.post<Route>(
    '/projects/:projectId/quicktest/url',
    { config: { operation: 'QuickTestImageUrl' } },
    async (request) => answer(request, await photoOfAddress(context, request.body)),
  );
}
