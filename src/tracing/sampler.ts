import { type Context, SpanKind } from '@opentelemetry/api';
import {
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';

/**
 * Keeps a share of the traces, each of them whole. A trace begins with a request, with work that is put on the ledger, or
 * with a job. BullMQ's housekeeping, such as looking for the next job, begins none.
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
