import { type Context, SpanKind } from '@opentelemetry/api';
import {
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';

/**
 * Keeps a share of traces, each whole or not at all. BullMQ's housekeeping, spans inside of nothing such as looking for
 * the next job, begins none: a trace begins with a request, with what is put on the ledger, or with a job.
 */
export function createSampler(share: number): Sampler {
  const ratio = new TraceIdRatioBasedSampler(share);
  const root: Sampler = {
    shouldSample: (context: Context, traceId, _name, kind) =>
      kind === SpanKind.INTERNAL
        ? { decision: SamplingDecision.NOT_RECORD }
        : ratio.shouldSample(context, traceId),
    toString: () => `honeyburst(${share})`,
  };
  return new ParentBasedSampler({ root });
}
