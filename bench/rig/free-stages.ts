import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Classifier, PhotoScores } from '#dist/classifier/classifier.js';
import { readLabels } from '#dist/classifier/model-labels.js';
import { parseConfig } from '#dist/config/config.js';
import type { Pool } from '#dist/database/pool.js';
import type { EnrichDependencies } from '#dist/enrichment/enrich.js';
import type { Log } from '#dist/log.js';
import { families, finishes, model, photosPerListing } from './synthetic-catalogue.js';

export interface FreeStagesOptions {
  pool: Pool;
  log: Log;
  /** How long the classifier takes for a photo, one after the other; default nothing. */
  photoMs?: number;
}

/** What `enrich` needs, with photos and a classifier that cost nothing: what is left is the ledger and the queue. */
export function freeStages({ pool, log, photoMs = 0 }: FreeStagesOptions): EnrichDependencies {
  const classifier = freeClassifier(photoMs);
  return {
    pool,
    fetchPhoto: async (address) => ({
      bytes: Buffer.from(address),
      sha256: createHash('sha256').update(address).digest(),
    }),
    preparePhoto: async () => ({ data: new Uint8Array(4) }),
    openClassifier: async () => classifier,
    limits: { ...parseConfig({}).photo, maxPerListing: photosPerListing },
    attempts: 4,
    log,
  };
}

/** A classifier that always gives the first finish. */
function freeClassifier(photoMs = 0): Classifier {
  const scores: PhotoScores = {
    coarse: Float32Array.from(families, (_, i) => (i === 0 ? 0.86 : 0.01)),
    fine: Float32Array.from(finishes, (_, i) => (i === 0 ? 0.8 : 0.003)),
    bodyShare: 0.9,
  };
  let freeAt = performance.now();
  return {
    model,
    input: { kind: 'pixels', size: 32 },
    labels: readLabels({ families: [...families], finishes: [...finishes] }),
    thresholds: {
      fine: Object.fromEntries(finishes.map(({ slug }) => [slug, 0.7])),
      coarse: Object.fromEntries(families.map((family) => [family, 0.7])),
    },
    async classify(photos) {
      if (photoMs > 0) {
        freeAt = Math.max(freeAt, performance.now()) + photoMs * photos.length;
        await sleep(freeAt - performance.now());
      }
      return photos.map(() => scores);
    },
    close: async () => {},
  };
}
