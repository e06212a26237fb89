import { type Tracer, trace } from '@opentelemetry/api';
import type { EnrichmentObserver } from '../enrichment/observer.js';
import { within } from './span.js';

/** Gives the work on a listing a span, and each of its stages a span inside it. */
export function createTracingObserver(tracer: Tracer): EnrichmentObserver {
  return {
    listing: (enrichmentId, work) =>
      within(tracer, 'enrich', { attributes: { 'honeyburst.enrichment': enrichmentId } }, work),
    stage: (stage, work) => within(tracer, stage, {}, work),
    photos({ scored, known, failed }) {
      trace.getActiveSpan()?.setAttributes({
        'honeyburst.photos.scored': scored.length,
        'honeyburst.photos.known': known,
        'honeyburst.photos.failed': failed.length,
      });
    },
  };
}
