import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel, type SymbolicTensor, model as toModel } from '@tensorflow/tfjs-layers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { convertLayers } from '../../src/backbone/convert.js';
import { readPackagedFiles } from '../../src/backbone/registry-package.js';
import { type ModelJson, readTfjsModel } from '../../src/backbone/tfjs-model.js';
import { Graph } from '../../src/onnx/graph.js';
import { createOperators } from '../../src/onnx/operators.js';
import { createRandom } from '../../src/random.js';

const photos = 2;

/** A map in the middle of the network, the last one before its own classification, and values seen there. */
const networks = [
  {
    name: 'mobilenet_v2_mid',
    size: 224,
    inner: /expanded_conv_12\/add$/,
    last: /Conv_1\/Relu6$/,
    width: 1792,
  },
  { name: 'mobilenet_v2', size: 224, inner: /^block_12_add$/, last: /^out_relu$/, width: 1280 },
  { name: 'inception_v3', size: 299, inner: /^mixed2$/, last: /^mixed10$/, width: 2048 },
];

beforeAll(async () => {
  const require = createRequire(import.meta.url);
  const wasm = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  setWasmPaths(`${join(wasm, 'dist')}${sep}`);
  await tf.setBackend('wasm');
  await tf.ready();
});

describe.each(networks)('the converted $name', ({ name, size, inner, last, width }) => {
  it('sees what TensorFlow.js sees in the same pixels', { timeout: 60_000 }, async () => {
    const { json, shards } = readPackagedFiles(name);
    const { layers, size: ownSize } = readTfjsModel(json, shards);
    expect(ownSize).toBe(size);
    const find = (pattern: RegExp) => layers.findLast((layer) => pattern.test(layer.name))?.name as string;
    const names = [find(inner), find(last)];
    const rgb = blocksOfColour(size);

    const graph = new Graph();
    const ops = createOperators(graph);
    const input = graph.input('rgb', 'float', [-1, size, size, 3]);
    const { tensors, features } = convertLayers(ops, layers, ops.transpose(input, [0, 3, 1, 2]));
    for (const [index, layer] of names.entries()) {
      const map = tensors.get(layer);
      if (!map) throw new Error(`${layer} was not converted`);
      graph.output(`map_${index}`, ops.transpose(map, [0, 2, 3, 1]));
    }
    graph.output('features', features);
    const session = await InferenceSession.create(graph.toBytes(), { logSeverityLevel: 3 });
    const ours = await session.run({ rgb: new Tensor('float32', rgb, [photos, size, size, 3]) });

    const theirs = await runTensorFlow(json, shards, names, rgb, size);
    const means = tf.mean(theirs[1] as tf.Tensor, [1, 2]);
    expect(means.shape).toEqual([photos, width]);
    for (const [ourName, tensor] of [
      ['map_0', theirs[0]],
      ['map_1', theirs[1]],
      ['features', means],
    ] as const) {
      const expected = tensor?.dataSync() as Float32Array;
      const actual = ours[ourName]?.data as Float32Array;
      expect(actual.length).toBe(expected.length);
      const { difference, largest } = compare(actual, expected);
      expect(largest).toBeGreaterThan(0.1);
      expect(difference / largest).toBeLessThan(5e-4);
    }
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

function compare(actual: Float32Array, expected: Float32Array): { difference: number; largest: number } {
  let difference = 0;
  let largest = 0;
  expected.forEach((value, i) => {
    difference = Math.max(difference, Math.abs(value - (actual[i] as number)));
    largest = Math.max(largest, Math.abs(value));
  });
  return { difference, largest };
}
