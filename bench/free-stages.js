/** What a worker does with a listing, but photos and classifier cost nothing: what is left is ledger and queue. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { families, finishes, model, photosPerListing } from './synthetic-catalogue.js';

/** The dependencies of `enrich`; `photoMs` is how long the classifier takes for a photo, one after the other. */
export function freeStages({ pool, log, photoMs = 0 }) {
  const labels = {
    coarse: families,
    fine: finishes.map(({ slug, family }) => ({ label: slug, parent: family })),
  };
  const scores = {
    coarse: Float32Array.from(labels.coarse, (_, i) => (i === 0 ? 0.86 : 0.01)),
    fine: Float32Array.from(labels.fine, (_, i) => (i === 0 ? 0.8 : 0.003)),
    bodyShare: 0.9,
  };
  let free = performance.now();
  const classifier = {
    model,
    input: { kind: 'pixels', size: 1 },
    labels,
    thresholds: {
      coarse: Object.fromEntries(labels.coarse.map((label) => [label, 0.7])),
      fine: Object.fromEntries(labels.fine.map(({ label }) => [label, 0.7])),
    },
    async classify(photos) {
      if (photoMs > 0) {
        free = Math.max(free, performance.now()) + photoMs * photos.length;
        await sleep(free - performance.now());
      }
      return photos.map(() => scores);
    },
    close: async () => {},
  };
  const photo = { data: new Uint8Array(4) };
  return {
    pool,
    fetchPhoto: async (address) => ({
      bytes: Buffer.from(address),
      sha256: createHash('sha256').update(address).digest(),
    }),
    preparePhoto: async () => photo,
    openClassifier: async () => classifier,
    taxonomyVersion: null,
    limits: { maxPerListing: photosPerListing },
    attempts: 4,
    log,
  };
}
