import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { convertLayers } from '../../src/backbone/convert.js';
import type { Layer } from '../../src/backbone/layer.js';
import { Graph } from '../../src/onnx/graph.js';
import { createOperators } from '../../src/onnx/operators.js';

/** TensorFlow.js on WASM, the reference. */
export async function startTensorFlow(): Promise<void> {
  const require = createRequire(import.meta.url);
  const wasm = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  setWasmPaths(`${join(wasm, 'dist')}${sep}`);
  await tf.setBackend('wasm');
  await tf.ready();
}

/** Runs converted layers on photos [n, size, size, 3]: the named maps in TensorFlow's order of axes, then the features. */
export async function runConverted(
  layers: readonly Layer[],
  names: readonly string[],
  rgb: Float32Array,
  size: number,
): Promise<{ data: Float32Array; dims: readonly number[] }[]> {
  const graph = new Graph();
  const ops = createOperators(graph);
  const input = graph.input('rgb', 'float', [-1, size, size, 3]);
  const { tensors, features } = convertLayers(ops, layers, ops.transpose(input, [0, 3, 1, 2]));
  for (const [index, name] of names.entries()) {
    const map = tensors.get(name);
    if (!map) throw new Error(`${name} was not converted`);
    graph.output(`map_${index}`, ops.transpose(map, [0, 2, 3, 1]));
  }
  graph.output('features', features);
  const session = await InferenceSession.create(graph.toBytes(), { logSeverityLevel: 3 });
  const photos = rgb.length / (size * size * 3);
  const outputs = await session.run({ rgb: new Tensor('float32', rgb, [photos, size, size, 3]) });
  return [...names.map((_, index) => `map_${index}`), 'features'].map((name) => ({
    data: outputs[name]?.data as Float32Array,
    dims: outputs[name]?.dims as readonly number[],
  }));
}

/** The largest difference, as a share of the largest value. */
export function largestDifference(
  actual: { data: Float32Array; dims: readonly number[] },
  expected: tf.Tensor,
): number {
  if (actual.dims.join() !== expected.shape.join())
    throw new Error(`[${actual.dims}] is not of the shape [${expected.shape}]`);
  let difference = 0;
  let largest = 0;
  expected.dataSync().forEach((value, i) => {
    difference = Math.max(difference, Math.abs(value - (actual.data[i] as number)));
    largest = Math.max(largest, Math.abs(value));
  });
  if (!(largest > 0.1)) throw new Error(`nothing to compare: the largest value is ${largest}`);
  return difference / largest;
}
