import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import onnxProto from 'onnx-proto';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import {
  defaultBackbone,
  loadExtractor,
  readBackbone,
  readLocator,
  readProjections,
} from '../../src/backbone/backbone.js';
import { buildExtractor } from '../../src/backbone/extractor.js';
import { photoSize } from '../../src/backbone/look.js';
import { createSession } from '../../src/inference/create-session.js';
import { readGraph } from '../../src/onnx/read.js';
import { letterbox } from '../../src/photo/letterbox.js';
import { preparePhotos } from '../support/classifier-contract.js';
import { makeFolder } from '../support/folder.js';

const extractor = loadExtractor(defaultBackbone);

describe('the default backbone in 8 bits', () => {
  it('holds kernels of which no two neighbours overflow 16 bits beside values of 8 bits', () => {
    const { constants } = readGraph(extractor);
    const kernels = [...constants].filter(([name]) => name.endsWith('/int8'));
    expect(kernels).toHaveLength(51);
    let most = 0;
    for (const [, { data, shape }] of kernels) {
      const [outputs = 1, inputs = 1] = shape;
      const length = data.length / outputs;
      for (let i = 0; i < data.length; i++) {
        const neighbour = inputs > 1 && (i + 1) % length !== 0 ? (data[i + 1] as number) : 0;
        const one = data[i] as number;
        most = Math.max(most, Math.abs(one), one * neighbour > 0 ? Math.abs(one + neighbour) : 0);
      }
    }
    expect(most * 255).toBeLessThan(2 ** 15);
    // All of the 8 bits are used.
    expect(most).toBeGreaterThan(126);
  });

  it('is computed by ONNX Runtime in integers', async () => {
    const { folder, remove } = await makeFolder();
    try {
      const optimizedModelFilePath = join(folder, 'optimised.onnx');
      await InferenceSession.create(extractor, { optimizedModelFilePath, logSeverityLevel: 3 });
      const { graph } = onnxProto.onnx.ModelProto.decode(await readFile(optimizedModelFilePath));
      const count = (operator: string) => graph!.node!.filter(({ opType }) => opType === operator).length;
      // Those of two looks, but for the first, which sees the photo.
      expect(count('QLinearConv')).toBe(102);
      expect(count('QLinearAdd')).toBe(20);
      expect(count('Conv')).toBe(2);
    } finally {
      await remove();
    }
  });

  it('sees what it sees in floats', async () => {
    const name = defaultBackbone;
    const inFloats = buildExtractor(readBackbone(name, { quantised: false }), readProjections(name), {
      locator: readLocator(name),
    });
    const photos = (await preparePhotos({ input: { kind: 'pixels', size: photoSize } })).slice(0, 3);
    const data = new Uint8Array(Buffer.concat(photos.map((photo) => letterbox(photo, photoSize))));
    const [actual, expected] = await Promise.all(
      [extractor, inFloats].map(async (model) => {
        const session = await createSession(model, { engine: 'onnx', threads: 1 });
        const outputs = await session.run({
          pixels: { data, shape: [photos.length, photoSize, photoSize, 4] },
        });
        await session.close();
        return outputs;
      }),
    );
    for (const part of ['cells', 'coarse', 'global'] as const) {
      expect(correlation(actual![part]!, expected![part]!), part).toBeGreaterThan(0.85);
    }
    for (const [i, value] of expected!.body!.entries())
      expect(Math.abs(actual!.body![i]! - value)).toBeLessThan(0.05);
  });
});

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const product = (x: ArrayLike<number>, y: ArrayLike<number>) =>
    Array.from(x).reduce((sum, value, i) => sum + value * (y[i] as number), 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}
