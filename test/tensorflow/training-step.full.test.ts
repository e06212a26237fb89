import { expect, it } from 'vitest';
import { createSession } from '../../src/inference/create-session.js';
import { buildTrainingStep } from '../../src/learning/fitting/step.js';
import { readGraph } from '../../src/onnx/read.js';
import type { Feed } from '../../src/onnx/session.js';
import { createRandom } from '../../src/random.js';

it.each([
  ['soft', 5],
  ['multilabel', 0],
] as const)(
  'a %s training step, gradients and all, computes what it does on ONNX Runtime',
  async (hierarchy, fine) => {
    const step = buildTrainingStep({ batch: 4, labels: { coarse: 3, fine }, hierarchy });
    const random = createRandom('training step');
    const feeds = Object.fromEntries(
      readGraph(step).inputs.map(({ name, type, shape }): [string, Feed] => {
        const length = shape.reduce((product, size) => product * size, 1);
        if (type === 'int8') {
          const data = Int8Array.from({ length }, () => random.integer(256) - 128);
          // The last plane of the colours says whether a point lies within the photo.
          if (name === 'colour') {
            const plane = length / (4 * shape[0]!);
            for (let i = 0; i < length; i++) if (Math.floor(i / plane) % 4 === 3) data[i] = i % 7 ? 1 : 0;
          }
          return [name, { shape, data }];
        }
        // Variances and corrections must be above 0; the others may be.
        return [name, { shape, data: Float32Array.from({ length }, () => random.between(0.01, 0.1)) }];
      }),
    );
    const onnx = await createSession(step, { engine: 'onnx', threads: 1 });
    const tensorflow = await createSession(step, { engine: 'tensorflow' });
    const [expected, actual] = [await onnx.run(feeds), await tensorflow.run(feeds)];
    await Promise.all([onnx.close(), tensorflow.close()]);

    expect(Object.keys(actual)).toEqual(Object.keys(expected));
    for (const [name, values] of Object.entries(expected)) {
      const scale = Float32Array.from(values, Math.abs).sort().at(-1)!;
      const differences = Float32Array.from(values, (value, i) => Math.abs(value - actual[name]![i]!));
      expect(scale, name).toBeGreaterThan(0);
      expect(differences.sort().at(-1)! / scale, name).toBeLessThan(1e-3);
    }
  },
);
