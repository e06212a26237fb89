import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel, type SymbolicTensor, model as toModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { readPackagedFiles } from '../../src/backbone/registry-package.js';
import { type ModelJson, readTfjsModel } from '../../src/backbone/tfjs-model.js';
import { createRandom } from '../../src/random.js';
import { largestDifference, runConverted, startTensorFlow } from './tensorflow.js';

const photos = 2;

/**
 * A map in the middle of each network and the last before its own classification. The limits are twice the
 * differences that were measured: 8-bit weights, and sums in another order.
 */
const networks = [
  {
    name: 'mobilenet_v2_mid',
    size: 224,
    inner: /_12\/add$/,
    last: /Conv_1\/Relu6$/,
    width: 1792,
    limit: 5e-4,
  },
  { name: 'mobilenet_v2', size: 224, inner: /^block_12_add$/, last: /^out_relu$/, width: 1280, limit: 5e-4 },
  { name: 'inception_v3', size: 299, inner: /^mixed2$/, last: /^mixed10$/, width: 2048, limit: 5e-5 },
];

beforeAll(startTensorFlow);

describe.each(networks)('the converted $name', ({ name, size, inner, last, width, limit }) => {
  it('sees what TensorFlow.js sees in the same pixels', async () => {
    const { json, shards } = readPackagedFiles(name);
    const { layers, size: ownSize } = readTfjsModel(json, shards);
    expect(ownSize).toBe(size);
    const find = (pattern: RegExp) => layers.findLast((layer) => pattern.test(layer.name))?.name as string;
    const names = [find(inner), find(last)];
    const rgb = blocksOfColour(size);

    const [innerMap, lastMap, features] = await runConverted(layers, names, rgb, size);
    const [theirInner, theirLast] = await runTensorFlow(json, shards, names, rgb, size);
    const theirFeatures = tf.mean(theirLast as tf.Tensor, [1, 2]);
    expect(theirFeatures.shape).toEqual([photos, width]);
    expect(largestDifference(innerMap!, theirInner!)).toBeLessThan(limit);
    expect(largestDifference(lastMap!, theirLast!)).toBeLessThan(limit);
    expect(largestDifference(features!, theirFeatures)).toBeLessThan(limit);
  });
});

async function runTensorFlow(
  json: ModelJson,
  shards: Buffer,
  names: string[],
  rgb: Float32Array,
  size: number,
): Promise<tf.Tensor[]> {
  const input = tf.tensor4d(rgb, [photos, size, size, 3]);
  const handler = {
    load: async () => ({
      modelTopology: json.modelTopology as object,
      weightSpecs: json.weightsManifest.flatMap((group) => group.weights) as never,
      weightData: new Uint8Array(shards).buffer,
    }),
  };
  if ('node' in json.modelTopology) {
    return (await loadGraphModel(handler)).execute(input, names) as tf.Tensor[];
  }
  const whole = await loadLayersModel(handler);
  const outputs = names.map((name) => whole.getLayer(name).output as SymbolicTensor);
  return toModel({ inputs: whole.inputs, outputs }).predict(input) as tf.Tensor[];
}

/** Blocks of colour rather than noise: activations as large as those of photos. */
function blocksOfColour(size: number): Float32Array {
  const random = createRandom('pixels');
  const rgb = new Float32Array(photos * size * size * 3);
  for (let photo = 0; photo < photos; photo++) {
    const block = 16 * (photo + 1);
    const colours = Array.from({ length: 400 }, () => [random.next(), random.next(), random.next()]);
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++) {
        const colour = colours[Math.floor(y / block) * 19 + Math.floor(x / block)] as number[];
        rgb.set(colour, ((photo * size + y) * size + x) * 3);
      }
  }
  return rgb;
}
