import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { buildTaps, grid } from '../../src/backbone/extractor.js';
import { readPackagedFiles, readPackagedModel } from '../../src/backbone/registry-package.js';
import { createRandom } from '../../src/random.js';

describe('the converted MobileNetV2', () => {
  it('gives the feature vector of TensorFlow.js on the same pixels', async () => {
    const require = createRequire(import.meta.url);
    const wasm = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
    setWasmPaths(`${join(wasm, 'dist')}${sep}`);
    await tf.setBackend('wasm');
    await tf.ready();
    const { json, shards } = readPackagedFiles('mobilenet_v2_mid');
    const model = await loadGraphModel({
      load: async () => ({
        modelTopology: json.modelTopology,
        weightSpecs: json.weightsManifest.flatMap((group) => group.weights) as never,
        weightData: new Uint8Array(shards).buffer,
      }),
    });

    const random = createRandom('pixels');
    const photos = 3;
    const pixels = new Uint8Array(photos * grid.size * grid.size * 4);
    // Blocks of colour rather than noise: activations as large as those of photos.
    for (let p = 0; p < photos; p++) {
      const block = 8 * (p + 1);
      const colours = Array.from({ length: 1000 }, () => [
        random.integer(256),
        random.integer(256),
        random.integer(256),
      ]);
      for (let y = 0; y < grid.size; y++)
        for (let x = 0; x < grid.size; x++) {
          const colour = colours[Math.floor(y / block) * 29 + Math.floor(x / block)] as number[];
          pixels.set([...colour, 255], ((p * grid.size + y) * grid.size + x) * 4);
        }
    }
    const session = await InferenceSession.create(buildTaps(readPackagedModel('mobilenet_v2_mid')).bytes, {
      logSeverityLevel: 3,
    });
    const ours = (
      await session.run({ pixels: new Tensor('uint8', pixels, [photos, grid.size, grid.size, 4]) })
    ).global?.data as Float32Array;

    const rgb = Float32Array.from(
      { length: (pixels.length / 4) * 3 },
      (_, i) => (pixels[Math.floor(i / 3) * 4 + (i % 3)] as number) / 255,
    );
    const features = featureNode(json.modelTopology.node);
    const theirs = (
      model.execute(tf.tensor4d(rgb, [photos, grid.size, grid.size, 3]), features) as tf.Tensor
    ).dataSync() as Float32Array;

    expect(ours.length).toBe(photos * 1792);
    const largest = theirs.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (ours[i] as number))),
      0,
    );
    const scale = theirs.reduce((most, value) => Math.max(most, value), 0);
    expect(scale).toBeGreaterThan(1);
    expect(largest).toBeLessThan(1e-3);
  });
});

function featureNode(nodes: readonly { name: string; op: string }[]): string {
  return nodes.find((node) => node.op === 'Squeeze')?.name as string;
}
