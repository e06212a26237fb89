import { expect, it } from 'vitest';
import { normalisedWidth, parameterCount } from '../../../src/classifier/head.js';
import { createSession } from '../../../src/inference/create-session.js';
import { buildTrainingStep } from '../../../src/learning/fitting/step.js';
import { readGraph } from '../../../src/onnx/read.js';
import type { Feed, Session } from '../../../src/onnx/session.js';
import { createRandom } from '../../../src/random.js';

const [batch, tags] = [4, 3];

/** Inputs of a step from which `next_momentum` is a tenth of the gradient. */
function feedsOf(step: Uint8Array): Record<string, Feed> {
  const random = createRandom('multilabel step');
  return Object.fromEntries(
    readGraph(step).inputs.map(({ name, type, shape }): [string, Feed] => {
      const length = shape.reduce((product, size) => product * size, 1);
      if (type === 'int8') {
        const data = Int8Array.from({ length }, () => random.integer(256) - 128);
        if (name !== 'colour') return [name, { shape, data }];
        // The last plane of the colours says whether a point lies within the photo.
        const plane = length / (4 * batch);
        return [name, { shape, data: data.map((value, i) => (Math.floor(i / plane) % 4 === 3 ? 1 : value)) }];
      }
      const fill: Record<string, (i: number) => number> = {
        parameters: () => random.between(-0.05, 0.05),
        coarse_target: (i) => i % 2,
        momentum: () => 0,
        variance: () => 1,
        weight: (i) => (i === 0 ? 0.5 : 1),
        jitter_shift: () => 0,
      };
      const value = fill[name] ?? (() => 1);
      return [name, { shape, data: Float32Array.from({ length }, (_, i) => value(i)) }];
    }),
  );
}

it('the gradient of a multilabel step agrees with finite differences', async () => {
  const graph = buildTrainingStep({ batch, labels: { coarse: tags, fine: 0 }, hierarchy: 'multilabel' });
  const session: Session = await createSession(graph, { engine: 'onnx', threads: 1 });
  const feeds = feedsOf(graph);
  const parameters = feeds.parameters?.data as Float32Array;
  expect(parameters).toHaveLength(parameterCount(tags));
  const run = async (data: Float32Array) =>
    (await session.run({ ...feeds, parameters: { data, shape: [data.length] } })) as Record<
      string,
      Float32Array
    >;
  const result = await run(parameters);
  expect(result.mean).toHaveLength(normalisedWidth);
  const gradient = result.next_momentum!.map((value) => value * 10);

  const random = createRandom('parameters');
  const last = Array.from({ length: tags + 8 }, (_, i) => parameters.length - 1 - i);
  const some = Array.from({ length: 12 }, () => random.integer(parameters.length));
  const step = 1e-2;
  for (const index of [...last, ...some]) {
    const moved = async (by: number) => {
      const next = parameters.slice();
      next[index] = next[index]! + by;
      return (await run(next)).loss![0]!;
    };
    const numeric = ((await moved(step)) - (await moved(-step))) / (2 * step);
    expect(Math.abs(gradient[index]! - numeric)).toBeLessThan(0.02 * Math.max(0.05, Math.abs(numeric)));
  }
  // Biases by hand: the mean of what is answered too much.
  expect(Math.max(...gradient.slice(-tags).map(Math.abs))).toBeGreaterThan(0.05);
  await session.close();
});

it('the loss of a multilabel step is that of each label by itself, for logits of any size', async () => {
  const graph = buildTrainingStep({ batch, labels: { coarse: tags, fine: 0 }, hierarchy: 'multilabel' });
  const session = await createSession(graph, { engine: 'onnx', threads: 1 });
  const feeds = feedsOf(graph);
  const lossAt = async (bias: readonly number[]) => {
    // Without weights the biases of the last layer are the logits.
    const data = new Float32Array(parameterCount(tags));
    data.set(bias, data.length - tags);
    return (
      (await session.run({ ...feeds, parameters: { data, shape: [data.length] } })).loss as Float32Array
    )[0]!;
  };
  const targets = feeds.coarse_target?.data as Float32Array;
  const weights = feeds.weight?.data as Float32Array;
  for (const bias of [
    [0, 0, 0],
    [1, -2, 0.5],
    [30, -30, 200],
  ]) {
    const expected = Array.from(targets, (target, i) => {
      const signed = (target === 1 ? -1 : 1) * bias[i % tags]!;
      return weights[Math.floor(i / tags)]! * (Math.max(signed, 0) + Math.log1p(Math.exp(-Math.abs(signed))));
    }).reduce((a, b) => a + b);
    expect(await lossAt(bias)).toBeCloseTo(expected / batch, 4);
  }
  await session.close();
});
