import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { EnrichmentObserver } from '../enrichment/observer.js';
import type { WorkerOutcome } from '../enrichment/worker.js';
import { createMetricsObserver } from './observer.js';

export interface AnsweredRequest {
  method: string;
  /** The pattern of the route, never the address: each address would become a series. */
  route: string;
  status: number;
  seconds: number;
}

/** The metrics of one process, and the shared ones that it reads when it is scraped; see docs/operations.md. */
export interface Metrics {
  readonly registry: Registry;
  readonly observer: EnrichmentObserver;
  /** Counts the end of an attempt at a listing; `code` says why it was skipped or failed. */
  outcome(outcome: WorkerOutcome, code?: string): void;
  /** Measures how many photo hosts are not asked at the moment. */
  pausedHosts(count: () => number): void;
  /** Counts a batch that went to the classifier. */
  batch(photos: number): void;
  /** Counts a call to Custom Vision: `answered`, or the code of its failure. */
  customVisionCall(result: string): void;
  request(request: AnsweredRequest): void;
}

/** Creates the metrics of this process in their own registry, together with those of Node.js and the operating system. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const outcomes = new Counter({
    name: 'honeyburst_enrichments_total',
    help: 'Attempts at listings by what came of them; failed is for good, error is followed by another attempt, postponed counts as none',
    labelNames: ['outcome'],
    registers,
  });
  const failures = new Counter({
    name: 'honeyburst_enrichment_failures_total',
    help: 'Attempts that failed, by code; final tells those that are not tried again',
    labelNames: ['code', 'final'],
    registers,
  });
  const batches = new Histogram({
    name: 'honeyburst_classifier_batch_photos',
    help: 'Photos in a batch of the local classifier',
    buckets: [1, 2, 3, 4, 5, 6, 7, 8],
    registers,
  });
  const calls = new Counter({
    name: 'honeyburst_custom_vision_calls_total',
    help: 'Attempts of predictions asked of Custom Vision: answered, or the code of the failure; 429 is custom_vision_throttled',
    labelNames: ['result'],
    registers,
  });
  const requests = new Histogram({
    name: 'honeyburst_http_request_duration_seconds',
    help: 'HTTP requests answered, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  // These series exist from the start, because rate() misses the first event of a series that appears with it.
  const known: WorkerOutcome[] = [
    'suggested',
    'confirmed',
    'skipped',
    'postponed',
    'failed',
    'closed',
    'error',
  ];
  for (const outcome of known) outcomes.inc({ outcome }, 0);

  return {
    registry,
    observer: createMetricsObserver(registry),
    outcome(outcome, code) {
      outcomes.inc({ outcome });
      if (outcome === 'failed' || outcome === 'error') {
        failures.inc({ code: code ?? 'unknown', final: String(outcome === 'failed') });
      }
    },
    pausedHosts(count) {
      new Gauge({
        name: 'honeyburst_photo_hosts_paused',
        help: 'Photo hosts that this process does not ask at the moment, because they let several listings wait in vain',
        registers,
        collect() {
          this.set(count());
        },
      });
    },
    batch: (photos) => batches.observe(photos),
    customVisionCall: (result) => calls.inc({ result }),
    request: ({ method, route, status, seconds }) => requests.observe({ method, route, status }, seconds),
  };
}
