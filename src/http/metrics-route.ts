import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify';
import type { Metrics } from '../metrics/metrics.js';

/**
 * Serves `/metrics` in the text format of Prometheus, and measures every request to the server. Call it before other
 * services are registered. `authorise` may refuse the request. Default: everybody who reaches the server may read.
 */
export function registerMetrics(
  app: FastifyInstance,
  metrics: Metrics,
  { authorise }: { authorise?: onRequestAsyncHookHandler } = {},
): void {
  app.addHook('onResponse', async (request, reply) => {
    metrics.request({
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
    });
  });
  app.get(
    '/metrics',
    authorise ? { onRequest: authorise, config: { counts: true } } : {},
    async (_, reply) => {
      reply.type(metrics.registry.contentType);
      return metrics.registry.metrics();
    },
  );
}
