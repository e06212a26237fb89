import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { EnrichmentObserver } from '../enrichment/observer.js';

/** Measures the stages of listings and counts their photos. */
export function createMetricsObserver(registry: Registry): EnrichmentObserver {
  const registers = [registry];
  const underWay = new Gauge({
    name: 'honeyburst_listings_in_progress',
    help: 'Listings that this process is working on',
    registers,
  });
  const stages = new Histogram({
    name: 'honeyburst_stage_duration_seconds',
    help: 'Time of one listing in a stage, failures included: claim, fetch, decode, classify (with the wait for a batch), write',
    labelNames: ['stage'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const photos = new Counter({
    name: 'honeyburst_photos_total',
    help: 'Photos by what came of them: scored, known (the model had seen the same one before), failed',
    labelNames: ['result'],
    registers,
  });
  const photoFailures = new Counter({
    name: 'honeyburst_photo_failures_total',
    help: 'Photos that could not be used, by stage and code',
    labelNames: ['stage', 'code'],
    registers,
  });
  for (const result of ['scored', 'known', 'failed']) photos.inc({ result }, 0);

  return {
    async listing(_, work) {
      underWay.inc();
      try {
        return await work();
      } finally {
        underWay.dec();
      }
    },
    async stage(stage, work) {
      const end = stages.startTimer({ stage });
      try {
        return await work();
      } finally {
        end();
      }
    },
    photos({ scored, known, failed }) {
      photos.inc({ result: 'scored' }, scored.length - known);
      photos.inc({ result: 'known' }, known);
      photos.inc({ result: 'failed' }, failed.length);
      for (const { error } of failed) photoFailures.inc({ stage: error.stage, code: error.code });
    },
  };
}
