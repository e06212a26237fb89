import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import type { VisionRole } from '../../http/api-token.js';
import { allowOrigins } from './allow-origins.js';
import type { VisionContext } from './context.js';
import { registerDomainRoutes } from './domain-routes.js';
import { answerError } from './error-answer.js';
import { registerExportRoutes } from './export-routes.js';
import { registerPhotoFiles } from './file-routes.js';
import { gatewayError } from './gateway-error.js';
import { registerImageRoutes } from './image-routes.js';
import { registerIterationRoutes } from './iteration-routes.js';
import { registerPerformanceRoutes } from './performance-routes.js';
import { registerPredictionRoutes } from './prediction-routes.js';
import { registerProjectRoutes } from './project-routes.js';
import { withoutEmpty } from './query-parameter.js';
import { registerQuickTestRoutes } from './quick-test-routes.js';
import { limitRate } from './rate-limit.js';
import { requireKey } from './require-key.js';
import { serviceJson } from './service-json.js';
import { registerTagRoutes } from './tag-routes.js';
import { registerUnsupportedRoutes } from './unsupported-routes.js';

const versions = ['v3.0', 'v3.1', 'v3.2', 'v3.3', 'v3.4-preview'];

type RegisterRoutes = (app: FastifyInstance, context: VisionContext) => void;

const trainingRoutes: RegisterRoutes[] = [
  registerDomainRoutes,
  registerProjectRoutes,
  registerTagRoutes,
  registerImageRoutes,
  registerIterationRoutes,
  registerPerformanceRoutes,
  registerExportRoutes,
  registerQuickTestRoutes,
  registerUnsupportedRoutes,
];

/** The Fastify plugin that serves the training and prediction APIs of Custom Vision: `server.register(customVision, context)`. */
export async function customVision(app: FastifyInstance, context: VisionContext): Promise<void> {
  const mount = (role: VisionRole, routes: RegisterRoutes[]) =>
    app.register(
      async (api) => {
        await behaveLikeService(api, context, role);
        for (const register of routes) register(api, context);
      },
      { prefix: `/customvision/:version/${role}` },
    );
  allowOrigins(app, context.corsOrigins);
  mount('training', trainingRoutes);
  mount('prediction', [registerPredictionRoutes]);
  registerPhotoFiles(app, context);
}

async function behaveLikeService(
  api: FastifyInstance,
  context: VisionContext,
  role: VisionRole,
): Promise<void> {
  api.setReplySerializer(serviceJson);
  api.setErrorHandler(answerError);
  const notFound = 'Resource not found';
  api.setNotFoundHandler((_, reply) => gatewayError(reply, 404, notFound));
  api.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'apim-request-id': request.id,
      'Request-Id': request.id,
      'Strict-Transport-Security': 'max-age=31536000; includeSubDomains; preload',
      'X-Content-Type-Options': 'nosniff',
    });
    const { version } = request.params as { version: string };
    if (!versions.includes(version.toLowerCase())) return gatewayError(reply, 404, notFound);
  });
  api.addHook('preValidation', async (request) => {
    request.query = withoutEmpty(request.query as object);
  });
  requireKey(api, role);
  await limitRate(api, context, role);

  const json = api.getDefaultJsonParser('error', 'error');
  api.removeAllContentTypeParsers();
  await api.register(multipart);
  // Clients say application/json even if they send nothing.
  api.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : json(request, body, done),
  );
  // Photos come as application/octet-stream, image/… or any other type that a client uses for bytes.
  api.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
}
