import { randomUUID } from 'node:crypto';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { followConnections } from '../close-server.js';
import type { Pool } from '../database/pool.js';
import type { Log } from '../log.js';
import { openGate } from './gate.js';
import { answerProblem, sendProblem } from './problem.js';

export interface ServerOptions {
  pool: Pool;
  log: Log;
  /** How many requests a minute one key may make, or one address without a key. */
  ratePerMinute?: number;
  /** Addresses and networks whose X-Forwarded headers are believed. Default: nobody's. */
  trustedProxies?: readonly string[];
  /** Further connections are closed as soon as they are made. */
  maxConnections?: number;
  /** The longest time from the first to the last byte of a request. */
  requestTimeoutMs?: number;
  /** How long `close()` waits for the requests in progress. */
  shutdownTimeoutMs?: number;
}

const headersTimeoutMs = 15_000;
const checkIntervalMs = 1000;

/**
 * Creates the HTTP server with what all services share: request ids, a log without keys and query strings, a limit for
 * each client, `/healthz` (the process is alive) and `/readyz` (the database answers). Services are registered on it as
 * plugins. `close()` waits for the requests in progress.
 */
export function createServer({
  pool,
  log,
  ratePerMinute = 6000,
  trustedProxies = [],
  maxConnections = 1000,
  requestTimeoutMs = 60_000,
  shutdownTimeoutMs = 25_000,
}: ServerOptions): FastifyInstance {
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
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    requestTimeout: requestTimeoutMs,
    http: {
      headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
      connectionsCheckingInterval: checkIntervalMs,
    },
  });
  app.server.maxConnections = maxConnections;
  let warnedAt = Number.NEGATIVE_INFINITY;
  app.server.on('drop', () => {
    if (performance.now() - warnedAt < 60_000) return;
    warnedAt = performance.now();
    log.warn(`refuses connections beyond ${maxConnections} (SERVE_MAX_CONNECTIONS)`);
  });
  const endConnections = followConnections(app.server);
  app.addHook('preClose', async () => endConnections(shutdownTimeoutMs));
  app.setErrorHandler(answerProblem);

  app.addHook('onResponse', async (request, reply) => {
    const [path] = request.url.split('?');
    const { statusCode: status, elapsedTime } = reply;
    const { method, ip: client } = request;
    request.log.info({ method, path, status, ms: Math.round(elapsedTime), client }, 'answered');
  });
  openGate(app, { db: pool, ratePerMinute });

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
