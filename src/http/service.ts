import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Api } from './api.js';
import type { ServiceContext } from './context.js';
import { documentRoutes } from './document.js';
import { guard } from './guard.js';
import { answerProblem, sendProblem } from './problem.js';
import { registerReviewRoutes } from './review-routes.js';
import { acceptSessions } from './session.js';
import { registerSessionRoutes } from './session-routes.js';
import { registerSuggestionRoutes } from './suggestion-routes.js';
import { registerTaxonomyRoutes } from './taxonomy-routes.js';

const routes: ((app: Api, context: ServiceContext) => void)[] = [
  registerSessionRoutes,
  registerSuggestionRoutes,
  registerReviewRoutes,
  registerTaxonomyRoutes,
];

/** The HTTP API and the review page, as `app.register(service, context)`. */
export async function service(instance: FastifyInstance, context: ServiceContext): Promise<void> {
  const app: Api = instance.withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerProblem);
  app.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, {
      status: 404,
      detail: 'There is nothing at this address; /docs says what is where.',
    }),
  );
  app.addHook('onRequest', async (request, reply) => {
    reply.header('X-Request-Id', request.id);
  });
  await app.register(helmet, { contentSecurityPolicy: { useDefaults: false, directives: pagePolicy } });
  await acceptSessions(app, context.pool);
  await guard(app, context);
  await documentRoutes(app);
  for (const register of routes) register(app, context);
}

/** What our own page may load: its own files, and pictures in its style sheets. */
const pagePolicy = {
  defaultSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};
