import type { FastifyInstance } from 'fastify';

const secondsKept = '7200';

/**
 * Lets web pages of these origins call the server from a browser (CORS); `*` stands for every origin. Without origins
 * nothing changes. A browser asks by OPTIONS, without a key, before it sends one.
 */
export function allowOrigins(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.addHook('onRequest', async (request, reply) => {
    reply.header('Vary', 'Origin');
    const { origin } = request.headers;
    if (origin === undefined || !origins.some((allowed) => allowed === '*' || allowed === origin)) return;
    reply.headers({
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Expose-Headers': 'apim-request-id, Request-Id, Retry-After',
    });
  });
  app.options('/customvision/*', async (request, reply) =>
    reply
      .code(204)
      .headers({
        'Access-Control-Allow-Methods': 'GET, POST, PATCH, DELETE',
        'Access-Control-Allow-Headers': request.headers['access-control-request-headers'] ?? '',
        'Access-Control-Max-Age': secondsKept,
      })
      .send(),
  );
}
