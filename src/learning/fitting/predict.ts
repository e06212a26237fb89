import { embeddingShapes } from '../../backbone/grid.js';
import type { HeadWeights } from '../../classifier/head.js';
import { answeringLooks, buildHeadGraph } from '../../classifier/head-graph.js';
import { headOutputs } from '../../classifier/head-outputs.js';
import { type LabelTree, labelCount } from '../../classifier/label-tree.js';
import type { EngineName } from '../../config/worker.js';
import { createSession } from '../../inference/create-session.js';
import { floatsOf } from '../../onnx/session.js';
import { type Embeddings, embeddingParts, partNames } from '../extractor/embeddings.js';

const batch = 64;

/** Uncalibrated logits [labels] of each of the rows, coarse labels first, from the looks that answers rest on. */
export async function predictLogits(
  weights: HeadWeights,
  labels: LabelTree,
  embeddings: Embeddings,
  rows: readonly number[],
  engine: EngineName = 'onnx',
): Promise<Float32Array[]> {
  const looks = Math.min(answeringLooks, embeddings.looks);
  const graph = buildHeadGraph([weights], labels, { coarse: 1, fine: 1 }, { looks });
  const session = await createSession(graph, { engine, threads: 1 });
  const width = labelCount(labels);
  const logits: Float32Array[] = [];
  for (let from = 0; from < rows.length; from += batch) {
    const chosen = rows.slice(from, from + batch);
    const feeds = partNames.map((part) => {
      const [size, stride] = [looks * embeddingParts[part], embeddings.looks * embeddingParts[part]];
      const data = new Int8Array(chosen.length * size);
      chosen.forEach((row, slot) => {
        data.set(embeddings.parts[part].subarray(row * stride, row * stride + size), slot * size);
      });
      return [part, { data, shape: [chosen.length, looks, ...embeddingShapes[part]] }] as const;
    });
    const result = floatsOf(await session.run(Object.fromEntries(feeds)), headOutputs.logits);
    chosen.forEach((_, slot) => {
      logits.push(result.slice(slot * width, (slot + 1) * width));
    });
  }
  await session.close();
  return logits;
}
