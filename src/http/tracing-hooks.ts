import type { FastifyInstance } from 'fastify';
import type { RequestSpan, Tracing } from '../tracing/tracing.js';

declare module 'fastify' {
  interface FastifyRequest {
    span: RequestSpan | undefined;
  }
}

/**
 * Gives every request that is let in a span, except scrapes and probes. It joins the trace that the request names if the
 * sender is known: others could have everything traced. Call it before other services are registered.
 */
export function registerTracing(app: FastifyInstance, tracing: Tracing): void {
  app.decorateRequest('span', undefined);
  // Not earlier, because the active context is lost while the body is read, and a body may prove who sent it.
  app.addHook('preValidation', (request, _, done) => {
    if (unwatched.has(request.routeOptions.url ?? '')) return done();
    const { traceparent } = request.headers;
    const isKnown = request.isProven || request.signedMessage !== undefined;
    const traceParent = isKnown && typeof traceparent === 'string' ? traceparent : undefined;
    request.span = tracing.request({ method: request.method, traceParent });
    request.span.run(done);
  });
  app.addHook('onResponse', async (request, { statusCode: status }) => {
    request.span?.end({ route: request.routeOptions.url, status });
  });
}

const unwatched: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);
