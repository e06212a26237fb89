import { ROOT_CONTEXT, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import type { Dispatch } from '../enrichment/dispatch-queue.js';
import { priorities } from '../enrichment/producer.js';
import { toContext, toTraceParent } from './span.js';

/**
 * Records in the traces that a row went to the queue; returns the trace that its job carries. The work on a fresh listing
 * continues the trace of the request that brought it. Each listing of a backfill has its own trace with a link to the
 * backfill's, because nobody could read one trace of a million listings.
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
