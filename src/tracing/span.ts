import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  type SpanOptions,
  SpanStatusCode,
  type Tracer,
} from '@opentelemetry/api';
import { HoneyburstError } from '../errors.js';

/** Runs `work` within a span of its own, which says how it failed if it did. */
export function within<T>(
  tracer: Tracer,
  name: string,
  options: SpanOptions,
  work: () => Promise<T>,
): Promise<T> {
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : '' });
      if (error instanceof HoneyburstError) {
        span.setAttributes({ 'error.type': error.code, 'honeyburst.stage': error.stage });
      }
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The trace that a W3C traceparent names; a malformed one names none. */
export function toContext(traceParent: string | null | undefined): Context {
  return propagation.extract(ROOT_CONTEXT, { traceparent: traceParent ?? undefined }, defaultTextMapGetter);
}

export function toTraceParent(of: Context): string | undefined {
  const carrier: Record<string, string> = {};
  propagation.inject(of, carrier, defaultTextMapSetter);
  return carrier.traceparent;
}
