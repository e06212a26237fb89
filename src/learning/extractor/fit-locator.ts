import { attentionShapes } from '../../backbone/attention.js';
import { buildExtractor } from '../../backbone/extractor.js';
import type { Backbone } from '../../backbone/network.js';
import type { Projections } from '../../backbone/projection.js';
import { createInferencePool } from '../../inference/inference-pool.js';
import { sizeOf } from '../../onnx/graph.js';
import type { LabelledPhoto } from '../dataset/dataset.js';
import { toExamples, toLabelTree } from '../dataset/labels.js';
import { fitHeads } from '../fitting/fit-heads.js';
import { embedPhotos, toFileSource } from './embed.js';
import type { FitDependencies } from './fit-projections.js';

/**
 * Finds out where bodies are, from the labels of whole photos alone: a head that is to name the finish learns to
 * look at the body, and its attention is the locator (see bodyBox). Gives the attention's parameters as one vector.
 */
export async function fitLocator(
  backbone: Backbone,
  projections: Projections,
  photos: readonly LabelledPhoto[],
  { threads, limits, progress }: FitDependencies,
): Promise<Float32Array> {
  const pool = await createInferencePool(buildExtractor(backbone, projections), { threads });
  const embedded = await embedPhotos(photos.map(toFileSource), { pool, looks: 1, limits, progress }).finally(
    () => pool.close(),
  );
  const labels = toLabelTree(photos, [...new Set(photos.map(({ family }) => family))].sort());
  const examples = toExamples(photos, labels, embedded.embeddings);
  const rows = photos.map((_, row) => row);
  const jobs = [{ examples, rows, labels, options: { seed: 'locator', epochs: 20 } }];
  const [head] = await fitHeads(jobs, {
    threads,
    progress,
    what: `learning where bodies are (${backbone.name})`,
  });
  const size = Object.values(attentionShapes).reduce((total, shape) => total + sizeOf(shape), 0);
  return head?.parameters.slice(0, size) as Float32Array;
}
