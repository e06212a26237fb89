import { InferenceSession, Tensor } from 'onnxruntime-node';
import { embeddingShapes, type HeadWeights } from '../classifier/head.js';
import { buildHeadGraph, type HeadLabels } from '../classifier/head-graph.js';
import { type Embeddings, embeddingParts, partNames } from './embeddings.js';

/** Logits of the chosen rows, uncalibrated: families first, then finishes. */
export async function predictLogits(
  weights: HeadWeights,
  labels: HeadLabels,
  embeddings: Embeddings,
  rows: readonly number[],
): Promise<Float32Array[]> {
  const graph = buildHeadGraph([weights], labels, { family: 1, finish: 1 });
  const session = await InferenceSession.create(graph, { logSeverityLevel: 3 });
  const width = labels.families + labels.familyOfFinish.length;
  const logits: Float32Array[] = [];
  for (let from = 0; from < rows.length; from += 64) {
    const chosen = rows.slice(from, from + 64);
    const feeds = partNames.map((part) => {
      const size = embeddingParts[part];
      const data = new Int8Array(chosen.length * size);
      chosen.forEach((row, slot) => {
        data.set(embeddings[part].subarray(row * size, (row + 1) * size), slot * size);
      });
      return [part, new Tensor('int8', data, [chosen.length, ...embeddingShapes[part]])] as const;
    });
    const result = (await session.run(Object.fromEntries(feeds))).logits?.data as Float32Array;
    chosen.forEach((_, slot) => {
      logits.push(result.slice(slot * width, (slot + 1) * width));
    });
  }
  await session.release();
  return logits;
}
