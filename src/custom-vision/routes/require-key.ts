import type { FastifyInstance } from 'fastify';
import type { ApiToken, VisionRole } from '../../http/api-token.js';
import { gatewayError } from './gateway-error.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The key of the request, on routes that require one. */
    apiToken: ApiToken | undefined;
  }
}

const headers: Record<VisionRole, string> = { training: 'training-key', prediction: 'prediction-key' };

/** Requires a key of that role in its header. Other requests get the answer of Custom Vision's gateway. */
export function requireKey(app: FastifyInstance, role: VisionRole): void {
  app.decorateRequest('apiToken', undefined);
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, counts: true };
  });
  app.addHook('onRequest', async (request, reply) => {
    const key = request.headers[headers[role]];
    request.apiToken = await app.gate.findToken(request, typeof key === 'string' ? key : undefined, role);
    if (request.apiToken) return;
    reply.raw.statusMessage = 'Access Denied';
    return gatewayError(
      reply,
      401,
      'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.',
    );
  });
}
