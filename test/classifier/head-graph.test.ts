import { expect, it } from 'vitest';
import { embeddingShapes } from '../../src/backbone/grid.js';
import { type HeadWeights, normalisedWidth, parameterCount } from '../../src/classifier/head.js';
import { buildHeadGraph } from '../../src/classifier/head-graph.js';
import { headOutputs } from '../../src/classifier/head-outputs.js';
import { labelCount, withOthers } from '../../src/classifier/label-tree.js';
import { scoresOf } from '../../src/classifier/scores.js';
import { views } from '../../src/classifier/view.js';
import { createSession } from '../../src/inference/create-session.js';
import { floatsOf } from '../../src/onnx/session.js';
import { createRandom } from '../../src/random.js';

const random = createRandom('head-graph');
const drawn = (outputs: number): HeadWeights => ({
  parameters: Float32Array.from({ length: parameterCount(outputs) }, () => 0.1 * random.normal()),
  mean: new Float32Array(normalisedWidth),
  spread: new Float32Array(normalisedWidth).fill(1),
});
const labels = withOthers({
  coarse: ['red', 'blue'],
  fine: [
    { label: 'cherry', parent: 'red' },
    { label: 'navy', parent: 'blue' },
  ],
});
const temperatures = { coarse: 0.8, fine: 1.4 };
const photos = 3;
const looks = 2;

it('names no other finish, and tells views beside what it tells without them', async () => {
  const heads = [drawn(labelCount(labels)), drawn(labelCount(labels))];
  const viewHeads = { heads: [drawn(views.length)], temperature: 0.5 };
  const feeds = Object.fromEntries(
    Object.entries(embeddingShapes).map(([part, shape]) => {
      const size = photos * looks * shape.reduce((a, b) => a * b, 1);
      const data = Int8Array.from({ length: size }, () => random.integer(100));
      return [part, { data, shape: [photos, looks, ...shape] }];
    }),
  );
  const run = async (graph: Uint8Array) => {
    const session = await createSession(graph, { engine: 'onnx' });
    return session.run(feeds).finally(() => session.close());
  };
  const plain = await run(buildHeadGraph(heads, labels, temperatures, { looks }));
  const viewing = await run(buildHeadGraph(heads, labels, temperatures, { looks, views: viewHeads }));

  expect(plain[headOutputs.views]).toBeUndefined();
  for (const name of [headOutputs.coarse, headOutputs.fine, headOutputs.logits] as const) {
    expect(viewing[name]).toEqual(plain[name]);
  }
  const seen = floatsOf(viewing, headOutputs.views);
  expect(seen).toHaveLength(photos * views.length);
  const logits = floatsOf(viewing, headOutputs.logits);
  const fine = floatsOf(viewing, headOutputs.fine);
  expect(fine).toHaveLength(photos * 2);
  for (let photo = 0; photo < photos; photo++) {
    const own = seen.slice(photo * views.length, (photo + 1) * views.length);
    expect(own.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    const width = labelCount(labels);
    const scores = scoresOf(logits.slice(photo * width, (photo + 1) * width), labels, temperatures);
    scores.fine.slice(0, 2).forEach((share, number) => {
      expect(fine[photo * 2 + number]).toBeCloseTo(share, 5);
    });
  }
});
