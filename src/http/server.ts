import { randomUUID } from 'node:crypto';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Pool } from '../database/pool.js';
import type { Log } from '../log.js';
import { sendProblem } from './problem.js';

/**
 * Creates the HTTP server with what all services share: request ids, a log without keys and query strings, `/healthz`
 * (the process is alive) and `/readyz` (the database answers). Services are registered on it as plugins. `close()` waits
 * for the requests in progress.
 */
export function createServer({ pool, log }: { pool: Pool; log: Log }): FastifyInstance {
  const app = fastify({
    loggerInstance: log as FastifyBaseLogger,
    // Fastify would log whole addresses, with signatures and whatever else clients put there.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    // Called for addresses that cannot be decoded, before any route is found.
    frameworkErrors: (error, request, reply) =>
      sendProblem(request, reply.header('X-Request-Id', request.id), { status: 400, detail: error.message }),
    routerOptions: {
      caseSensitive: false,
      ignoreTrailingSlash: true,
      // Clients join an endpoint that ends in a slash with a path that begins with one.
      ignoreDuplicateSlashes: true,
      maxParamLength: 255,
    },
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
