import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { createSession } from '../../src/inference/create-session.js';
import { Graph } from '../../src/onnx/graph.js';
import { createOperators } from '../../src/onnx/operators.js';
import { createTensorflowSession } from '../../src/tensorflow/session.js';

/** Some of everything: weights in 8 bits, a convolution with its activation, an output in 8 bits. */
function buildModel(): Uint8Array {
  const graph = new Graph();
  const ops = createOperators(graph);
  const pixels = graph.input('pixels', 'uint8', [-1, 4, 4, 2]);
  const image = ops.transpose(ops.cast(pixels, 'float'), [0, 3, 1, 2]);
  const stored = graph.initializer(
    'kernel',
    Int8Array.from({ length: 6 }, (_, i) => i - 3),
    [3, 2, 1, 1],
  );
  const kernel = ops.mul(ops.cast(stored, 'float'), ops.scalar(0.1));
  const convolved = ops.relu(graph.node('Conv', [image, kernel], [-1, 3, 4, 4]));
  graph.output('mean', ops.reshape(graph.node('GlobalAveragePool', [convolved], [-1, 3, 1, 1]), [-1, 3]));
  graph.output(
    'rounded',
    ops.cast(graph.node('Round', [ops.clip(convolved, -128, 127)], convolved.shape), 'int8'),
  );
  return graph.toBytes();
}

const feeds = (photos: number) => ({
  pixels: {
    data: Uint8Array.from({ length: photos * 32 }, (_, i) => (i * 37) % 256),
    shape: [photos, 4, 4, 2],
  },
});

describe('the engine tensorflow', () => {
  it('gives outputs of the declared type, for batches of any size', async () => {
    const session = await createTensorflowSession(buildModel());
    const reference = await createSession(buildModel(), { engine: 'onnx', threads: 1 });
    for (const photos of [1, 3]) {
      const [actual, expected] = [await session.run(feeds(photos)), await reference.run(feeds(photos))];
      expect(actual.rounded).toEqual(expected.rounded);
      expect(actual.rounded).toBeInstanceOf(Int8Array);
      expect(actual.mean).toHaveLength(photos * 3);
      for (const [i, value] of expected.mean!.entries()) expect(actual.mean![i]).toBeCloseTo(value, 3);
    }
    await Promise.all([session.close(), reference.close()]);
  });

  it('holds no more memory after many runs than after one, and none once it is closed', async () => {
    const before = tf.memory().numTensors;
    const session = await createTensorflowSession(buildModel());
    await session.run(feeds(2));
    const { numTensors, numBytes } = tf.memory();
    expect(numTensors).toBeGreaterThan(before);
    for (let run = 0; run < 20; run++) await session.run(feeds(1 + (run % 4)));
    await expect(session.run({})).rejects.toThrow();
    await expect(session.run({ pixels: { data: new Uint8Array(4), shape: [1, 1, 1, 4] } })).rejects.toThrow();
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    await session.close();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says what it runs on and why', async () => {
    const session = await createTensorflowSession(buildModel());
    expect(session.runtime).toMatch(
      /^TensorFlow\.js on (libtensorflow|WebAssembly with(out)? SIMD, since .+)/,
    );
    await session.close();
  });

  it('names an operator that it does not know, and leaves nothing behind', async () => {
    const graph = new Graph();
    graph.output('y', graph.node('Det', [graph.input('x', 'float', [2, 2])], []));
    const before = tf.memory().numTensors;
    await expect(createTensorflowSession(graph.toBytes())).rejects.toMatchObject({
      code: 'operator_unknown',
      message: expect.stringMatching(/operator Det \(det_0\).*engine onnx/),
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('names what it does not support of an operator', async () => {
    const graph = new Graph();
    const ops = createOperators(graph);
    const x = graph.input('x', 'float', [2, 3]);
    graph.output('y', graph.node('Reshape', [x, ops.cast(x, 'int64')], [6]));
    await expect(createTensorflowSession(graph.toBytes())).rejects.toThrow(
      'Reshape (reshape_1) with an input 1 that is computed is not supported',
    );
  });

  it('refuses what is no model', async () => {
    await expect(createTensorflowSession(new Uint8Array([1, 2, 3]))).rejects.toThrow();
    await expect(createTensorflowSession(new Uint8Array())).rejects.toThrow('not an ONNX model');
  });
});
