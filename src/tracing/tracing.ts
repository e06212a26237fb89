import type { EnrichmentObserver } from '../enrichment/observer.js';
import type { QueueTracing } from '../queue/backend.js';

/** The traces of this process; see docs/operations.md for the spans. */
export interface Tracing {
  observer: EnrichmentObserver;
  queue: QueueTracing;
  /** Starts a trace for work that puts listings on the ledger. */
  produce<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Starts the span of an HTTP request. It joins the trace that the request's `traceparent` names, if any. */
  request(request: { method: string; traceParent: string | undefined }): RequestSpan;
  /** W3C trace context of the current work, for the ledger; undefined outside a trace. */
  traceParent(): string | undefined;
  /** Sends the remaining spans. */
  close(): Promise<void>;
}

export interface RequestSpan {
  /** Runs `work`, and everything that it starts, in the span. */
  run(work: () => void): void;
  end(answer: { route: string | undefined; status: number }): void;
}

/** Runs work that puts listings on the ledger, in its own trace if tracing is on. */
export function traced<T>(tracing: Tracing | undefined, name: string, work: () => Promise<T>): Promise<T> {
  return tracing ? tracing.produce(name, work) : work();
}
