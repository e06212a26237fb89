import {
  type Attributes,
  context,
  DiagLogLevel,
  diag,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { BullMQOtel } from 'bullmq-otel';
import type { TracingConfig } from '../config/tracing.js';
import type { Log } from '../log.js';
import { startDispatch } from './dispatch.js';
import { createTracingObserver } from './observer.js';
import { createSampler } from './sampler.js';
import { toContext, toTraceParent, within } from './span.js';
import type { Tracing } from './tracing.js';

const exportTimeoutMs = 5000;

type TracerResource = NonNullable<
  NonNullable<ConstructorParameters<typeof NodeTracerProvider>[0]>['resource']
>;

/**
 * Traces with OpenTelemetry. There can be only one at a time: its API keeps the provider for the whole process, and
 * BullMQ's telemetry relies on that.
 */
export function createTracing({ endpoint, serviceName, share }: TracingConfig, log: Log): Tracing {
  const toLog = (message: string) => log.warn({ collector: new URL(endpoint).host }, `tracing: ${message}`);
  const silent = () => {};
  diag.setLogger(
    { error: toLog, warn: toLog, info: silent, debug: silent, verbose: silent },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: exportTimeoutMs });
  const provider = new NodeTracerProvider({
    resource: createResource({ 'service.name': serviceName }),
    sampler: createSampler(share),
    spanProcessors: [new BatchSpanProcessor(exporter, { exportTimeoutMillis: exportTimeoutMs })],
  });
  provider.register();
  const tracer = provider.getTracer('honeyburst');

  return {
    observer: createTracingObserver(tracer),
    queue: {
      telemetry: new BullMQOtel(),
      dispatched: (dispatch) => startDispatch(tracer, dispatch),
    },
    produce: (name, work) => within(tracer, name, { kind: SpanKind.PRODUCER }, work),
    request({ method, traceParent }) {
      const span = tracer.startSpan(
        method,
        { kind: SpanKind.SERVER, attributes: { 'http.request.method': method } },
        toContext(traceParent),
      );
      const active = trace.setSpan(ROOT_CONTEXT, span);
      return {
        run: (work) => context.with(active, work),
        end({ route, status }) {
          if (route !== undefined) span.updateName(`${method} ${route}`).setAttribute('http.route', route);
          span.setAttribute('http.response.status_code', status);
          if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
    traceParent: () => toTraceParent(context.active()),
    async close() {
      await provider.shutdown().catch((error: Error) => toLog(error.message));
      trace.disable();
      context.disable();
      propagation.disable();
      diag.disable();
    },
  };
}

/** The resource that the traces describe. Written by hand to avoid one more package for these few lines. */
function createResource(attributes: Attributes): TracerResource {
  return {
    attributes,
    merge: () => createResource(attributes),
    getRawAttributes: () => Object.entries(attributes),
  };
}
