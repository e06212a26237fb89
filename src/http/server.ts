import { randomUUID } from 'node:crypto';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Pool } from '../database/pool.js';
import type { Log } from '../log.js';
import { sendProblem } from './problem.js';

/**
 * The HTTP server with what every service on it has: request ids, a log without keys and query strings, and
 * whether it lives (`/healthz`) and its database answers (`/readyz`). Services are registered on it as plugins;
 * `close()` finishes the requests at hand.
 */
export function createServer({ pool, log }: { pool: Pool; log: Log }): FastifyInstance {
  const app = fastify({
    loggerInstance: log as FastifyBaseLogger,
    // Fastify's own lines hold the whole address, and with it signatures and whatever clients put there.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    // Before any route is found: addresses that cannot be decoded.
    frameworkErrors: (error, request, reply) =>
      sendProblem(request, reply.header('X-Request-Id', request.id), { status: 400, detail: error.message }),
    routerOptions: { caseSensitive: false, ignoreTrailingSlash: true, maxParamLength: 255 },
  });

  app.addHook('onResponse', async (request, reply) => {
    const [path] = request.url.split('?');
    const { statusCode: status, elapsedTime } = reply;
    request.log.info({ method: request.method, path, status, ms: Math.round(elapsedTime) }, 'answered');
  });

  app.get('/healthz', async () => ({ status: 'ok' }));

  app.get('/readyz', async (request, reply) => {
    try {
      await pool.query('SELECT 1');
      return { status: 'ready' };
    } catch (error) {
      request.log.warn({ error: (error as Error).message }, 'the database does not answer');
      return reply.code(503).send({ status: 'database does not answer' });
    }
  });

  return app;
}
