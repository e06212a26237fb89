import swagger from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { Api } from './api.js';
import { problemSchema } from './problem.js';

const problem = {
  description: 'What went wrong',
  content: { 'application/problem+json': { schema: problemSchema } },
};

/** Documents the routes registered from now on as OpenAPI 3.1, each with its role and the form of its errors. */
export async function documentRoutes(app: Api): Promise<void> {
  app.addHook('onRoute', (route) => {
    if (!route.schema || route.schema.hide) return;
    const access = route.config?.access;
    route.schema = {
      ...route.schema,
      security: access === 'anyone' ? [] : [{ key: [] }, { session: [] }],
      response: { ...(route.schema.response as object), '4xx': problem, '5xx': problem },
    };
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: {
        title: 'Honeyburst',
        version: '1',
        description:
          'Suggested finishes of guitars, and what reviewers decide. Errors are application/problem+json (RFC 9457).',
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'A key of honeyburst tokens create' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'honeyburst_session',
            description: 'Changes need X-Honeyburst: page and a same-origin Origin as well',
          },
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
}
