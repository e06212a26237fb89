import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { type Access, type Api, admins } from './api.js';
import { registerClassifyRoutes } from './classify-routes.js';
import { registerComponents } from './components.js';
import type { ServiceContext } from './context.js';
import { documentRoutes, registerDocumentPage } from './document.js';
import { registerEnrichmentRoutes } from './enrichment-routes.js';
import { guard, nowhere } from './guard.js';
import { registerListingRoutes } from './listing-routes.js';
import { registerModelRoutes } from './model-routes.js';
import { registerOverviewRoutes } from './overview-routes.js';
import { registerPhotoRoutes } from './photo-routes.js';
import { answerProblem, sendProblem } from './problem.js';
import { registerQueueBoard } from './queue-board.js';
import { registerReviewRoutes } from './review-routes.js';
import { acceptSessions } from './session.js';
import { registerSessionRoutes } from './session-routes.js';
import { registerSuggestionRoutes } from './suggestion-routes.js';
import { registerTaxonomyRoutes } from './taxonomy-routes.js';
import { registerWebRoutes } from './web-routes.js';

/** Our own page may load its own files, and the pictures in its style sheets. */
const pagePolicy = {
  defaultSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

/** The HTTP API and the review page; use it as `app.register(service, context)`. */
export async function service(instance: FastifyInstance, context: ServiceContext): Promise<void> {
  const app: Api = instance.withTypeProvider<ZodTypeProvider>();
  await prepare(app, context);

  registerSessionRoutes(app, context);
  registerSuggestionRoutes(app, context);
  registerReviewRoutes(app, context);
  registerPhotoRoutes(app, context);
  registerTaxonomyRoutes(app, context);
  registerListingRoutes(app, context);
  registerEnrichmentRoutes(app, context);
  registerModelRoutes(app, context);
  registerOverviewRoutes(app, context);
  await registerClassifyRoutes(app, context);

  // These register their own routes, which do not declare their access.
  await mount(app, 'anyone', registerWebRoutes);
  await mount(app, 'anyone', registerDocumentPage);
  await mount(app, admins, (scope) => registerQueueBoard(scope, context));
}

async function prepare(app: Api, context: ServiceContext): Promise<void> {
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerProblem);
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, nowhere));
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'X-Request-Id': request.id, 'Cache-Control': 'no-store' });
  });
  await app.register(helmet, { contentSecurityPolicy: { useDefaults: false, directives: pagePolicy } });
  await acceptSessions(app, context.pool);
  await guard(app, context);
  registerComponents();
  await documentRoutes(app);
}

/** Registers routes in a scope of their own, all with this access. */
async function mount(
  app: Api,
  access: Access,
  register: (scope: Api) => void | Promise<void>,
): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, access, foreignPage: true };
    });
    await register(scope.withTypeProvider<ZodTypeProvider>());
  });
}
