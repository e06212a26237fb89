import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { findPublished } from '../server/iteration.js';
import { findProject } from '../server/project.js';
import { minorVersion, type VisionContext } from './context.js';
import { parse } from './parse-request.js';
import { photoOfAddress, predictionAnswer } from './prediction-answer.js';
import { wrongProjectType } from './unsupported-routes.js';
import { uploadedPhoto, uploadLimit } from './uploaded-photo.js';

const query = z.object({ application: z.string().min(1).nullable().default(null) });

type Route = { Params: { projectId: string; publishedName: string } };

/** Registers the prediction API: `/{projectId}/classify/iterations/{publishedName}/image` and `/url`, each also with `/nostore`. */
export function registerPredictionRoutes(app: FastifyInstance, context: VisionContext): void {
  for (const source of ['image', 'url'] as const) {
    for (const store of [true, false]) {
      const path = `${source}${store ? '' : '/nostore'}`;
      const suffix = `Image${source === 'url' ? 'Url' : ''}${store ? '' : 'WithNoStore'}`;

      app.post<Route>(
        `/:projectId/classify/iterations/:publishedName/${path}`,
        { bodyLimit: uploadLimit, config: { operation: `Classify${suffix}` } },
        async (request) => {
          const { projectId, publishedName } = request.params;
          const { application } = parse(query, request.query, 'BadRequestPredictionInvalidApplicationName');
          const iteration = await findPublished(context.pool, projectId, publishedName);
          const photo =
            source === 'url' ? await photoOfAddress(context, request.body) : await uploadedPhoto(request);
          const withTagType = minorVersion(request) >= 1;
          return predictionAnswer(context, request, iteration, { photo, store, application, withTagType });
        },
      );

      app.post<Route>(
        `/:projectId/detect/iterations/:publishedName/${path}`,
        { bodyLimit: uploadLimit, config: { operation: `Detect${suffix}` } },
        async ({ params }) => {
          await findProject(context.pool, params.projectId);
          throw wrongProjectType();
        },
      );
    }
  }
}
