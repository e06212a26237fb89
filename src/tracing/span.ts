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

/** Runs `work` in its own span, which records a failure. */
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

/** The trace that a W3C traceparent names; no trace if it is malformed. */
export function toContext(traceParent: string | null | undefined): Context {
  return propagation.extract(ROOT_CONTEXT, { traceparent: traceParent ?? undefined }, defaultTextMapGetter);
}

export function toTraceParent(of: Context): string | undefined {
  const carrier: Record<string, string> = {};
  propagation.inject(of, carrier, defaultTextMapSetter);
  return carrier.traceparent;
}
