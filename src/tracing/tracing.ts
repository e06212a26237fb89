import type { TracingConfig } from '../config/tracing.js';
import type { EnrichmentObserver } from '../enrichment/observer.js';
import type { Log } from '../log.js';
import type { QueueTracing } from '../queue/backend.js';

/** The traces of this process; see docs/operations.md for the spans. */
export interface Tracing {
  observer: EnrichmentObserver;
  queue: QueueTracing;
  /** Begins a trace for a piece of work that puts listings on the ledger. */
  produce<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Begins the span of an HTTP request, in the trace that its `traceparent` names if it names one. */
  request(request: { method: string; traceParent: string | undefined }): RequestSpan;
  /** W3C trace context of what runs, for the ledger; undefined outside of any trace. */
  traceParent(): string | undefined;
  /** Sends what is left. */
  close(): Promise<void>;
}

export interface RequestSpan {
  /** Runs `work` and all that it starts within the span. */
  run(work: () => void): void;
  end(answer: { route: string | undefined; status: number }): void;
}

/** Runs work that puts listings on the ledger in a trace of its own, where there is tracing. */
export function traced<T>(tracing: Tracing | undefined, name: string, work: () => Promise<T>): Promise<T> {
  return tracing ? tracing.produce(name, work) : work();
}

/** Opens tracing to the collector; its libraries are loaded only now. */
export async function openTracing(config: TracingConfig, log: Log): Promise<Tracing> {
  const { createTracing } = await import('./open-telemetry.js');
  return createTracing(config, log);
}
