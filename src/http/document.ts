import swagger, { type JSONObject } from '@fastify/swagger';
import swaggerPage from '@fastify/swagger-ui';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { Api } from './api.js';
import { problemSchema } from './problem.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route also accepts a photo as a form instead of JSON. */
    takesPhoto?: boolean;
  }
}

const problem = {
  description: 'What went wrong',
  content: { 'application/problem+json': { schema: problemSchema } },
};

const photoForm = {
  type: 'object',
  properties: { image: { type: 'string', contentMediaType: 'application/octet-stream' } },
  required: ['image'],
};

/** Documents all routes registered from now on as OpenAPI 3.1, with their security and their errors. */
export async function documentRoutes(app: Api): Promise<void> {
  app.addHook('onRoute', (route) => {
    if (!route.schema || route.schema.hide) return;
    route.schema = {
      ...route.schema,
      security: route.config?.access === 'anyone' ? [] : [{ key: [] }, { session: [] }],
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
          key: { type: 'http', scheme: 'bearer', description: 'A key from honeyburst tokens create' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'honeyburst_session',
            description: 'Changes need X-Honeyburst: page and a same-origin Origin as well',
          },
        },
      },
    },
    transform: (route) => {
      const { schema, url } = jsonSchemaTransform(route);
      if (!('route' in route) || !route.route.config?.takesPhoto) return { schema, url };
      const content = {
        'application/json': { schema: schema.body as JSONObject },
        'multipart/form-data': { schema: photoForm },
      };
      return { schema: { ...schema, body: { content } }, url };
    },
    transformObject: jsonSchemaTransformObject,
  });
}

/** The page of the documentation. Register it in a scope of its own. */
export async function registerDocumentPage(app: Api): Promise<void> {
  await app.register(swaggerPage, { routePrefix: '/docs' });
}
