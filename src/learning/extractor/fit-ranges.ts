import { buildRanges } from '../../backbone/extractor.js';
import { photoSize } from '../../backbone/look.js';
import type { Backbone } from '../../backbone/network.js';
import type { Ranges } from '../../backbone/quantisation.js';
import { createInferencePool } from '../../inference/inference-pool.js';
import { percentile } from '../evaluation/metrics.js';
import { type FitDependencies, readPixels } from './fit-projections.js';

const batchSize = 4;

/**
 * The range of each layer's values on a typical photo, the median of their extremes. On others the few that lie beyond
 * are cut off, which costs less than coarser steps for all. Same photos, same ranges.
 */
export async function fitRanges(
  backbone: Backbone,
  files: readonly string[],
  { limits, progress }: FitDependencies,
): Promise<Ranges> {
  const { graph, layers } = buildRanges(backbone);
  const pool = await createInferencePool(graph, { threads: 1 });
  const seen = new Map<string, number[]>();
  progress.start(`how far the values of ${backbone.name} range`, files.length);
  try {
    for (let from = 0; from < files.length; from += batchSize) {
      const batch = files.slice(from, from + batchSize);
      const pixels = await Promise.all(batch.map((file) => readPixels(file, limits)));
      const shape = [batch.length, photoSize, photoSize, 4];
      const outputs = await pool.run('pixels', new Uint8Array(Buffer.concat(pixels)), shape);
      for (const [name, values] of Object.entries(outputs)) {
        seen.set(name, [...(seen.get(name) ?? []), ...values]);
      }
      progress.advance(batch.length);
    }
  } finally {
    await pool.close();
  }
  progress.finish();
  // Four digits are far more than 8 bits can tell apart.
  const typical = (name: string) => Number(percentile(seen.get(name) ?? [], 0.5).toPrecision(4));
  return Object.fromEntries(
    layers.map((layer) => [layer, [typical(`Min/${layer}`), typical(`Max/${layer}`)]]),
  );
}
