import type { FastifyInstance } from 'fastify';
import type { RequestSpan, Tracing } from '../tracing/tracing.js';

declare module 'fastify' {
  interface FastifyRequest {
    span: RequestSpan | undefined;
  }
}

/** Gives every request a span, except scrapes and probes. Call it before other services are registered. */
export function registerTracing(app: FastifyInstance, tracing: Tracing): void {
  app.decorateRequest('span', undefined);
  app.addHook('onRequest', async (request) => {
    if (unwatched.has(request.routeOptions.url ?? '')) return;
    const { traceparent } = request.headers;
    const traceParent = typeof traceparent === 'string' ? traceparent : undefined;
    request.span = tracing.request({ method: request.method, traceParent });
  });
  // Not earlier, because the active context is lost while the body is read.
  app.addHook('preValidation', (request, _, done) => {
    if (request.span) request.span.run(done);
    else done();
  });
  app.addHook('onResponse', async (request, { statusCode: status }) => {
    request.span?.end({ route: request.routeOptions.url, status });
  });
}

const unwatched: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);
