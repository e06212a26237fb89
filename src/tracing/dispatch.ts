import { ROOT_CONTEXT, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import type { Dispatch } from '../enrichment/dispatch-queue.js';
import { priorities } from '../enrichment/producer.js';
import { toContext, toTraceParent } from './span.js';

/**
 * Marks in the traces that a row went to the queue; returns what its job carries. A fresh listing's work goes on in the
 * trace of the request that brought it. Each listing of a backfill has a trace of its own that links to the backfill's:
 * one trace of a million listings could not be looked at.
 */
export function startDispatch(tracer: Tracer, dispatch: Dispatch): string {
  const from = toContext(dispatch.traceParent);
  const fresh = dispatch.priority < priorities.backfill;
  const origin = trace.getSpanContext(from);
  const span = tracer.startSpan(
    'dispatch',
    {
      kind: SpanKind.PRODUCER,
      attributes: {
        'honeyburst.enrichment': dispatch.enrichmentId,
        'honeyburst.dispatches': dispatch.dispatches,
      },
      ...(origin && !fresh ? { links: [{ context: origin }] } : {}),
    },
    fresh ? from : ROOT_CONTEXT,
  );
  span.end();
  return JSON.stringify({ traceparent: toTraceParent(trace.setSpan(ROOT_CONTEXT, span)) });
}
