import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelJson } from '../../../src/backbone/tfjs-model.js';
import type { ExportedNetwork } from '../../../src/custom-vision/exports/network.js';
import {
  readCustomVisionTfjs,
  readTeachableMachine,
} from '../../../src/custom-vision/exports/tfjs-network.js';
import { createRandom } from '../../../src/random.js';
import { startTensorFlow } from '../../backbone/tensorflow.js';
import { exportsPresent, generalCompact, readRealExport, s1, whyAbsent } from './real-exports.js';
import { teachableMachineExport } from './teachable-machine.js';

beforeAll(startTensorFlow);

/** Twice the largest differences of a probability that were measured, 7.2e-6 with S1 and 2.9e-6 with the last; 1.2e-7 with the first. */
const limit = { generalCompact: 1e-6, s1: 1.5e-5, teachableMachine: 6e-6 };

const place = 'export.zip';

/** Blocks of colour, a dark photo and a light one, [2, size, size, 3] in TensorFlow's order, in the range that the network takes. */
function photos(size: number, [least, most]: readonly [number, number]): Float32Array {
  const random = createRandom('photos');
  const data = new Float32Array(2 * size * size * 3);
  for (let photo = 0; photo < 2; photo++) {
    const block = 16 * (photo + 1);
    const middle = (least + most) / 2;
    const [from, to] = photo === 0 ? [least, middle] : [middle, most];
    const colours = Array.from({ length: 400 }, () => [0, 1, 2].map(() => random.between(from, to)));
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++)
        data.set(
          colours[Math.floor(y / block) * 19 + Math.floor(x / block)]!,
          ((photo * size + y) * size + x) * 3,
        );
  }
  return data;
}

async function runNetwork({ graph, input: { size } }: ExportedNetwork, data: Float32Array) {
  const planes = new Float32Array(data.length);
  const area = size * size;
  for (let i = 0; i < data.length; i++) {
    const [photo, rest] = [Math.floor(i / (area * 3)), i % (area * 3)];
    planes[(photo * 3 + (rest % 3)) * area + Math.floor(rest / 3)] = data[i]!;
  }
  const session = await InferenceSession.create(graph, { logSeverityLevel: 3 });
  const outputs = await session.run({ photo: new Tensor('float32', planes, [2, 3, size, size]) });
  await session.release();
  return outputs.probabilities?.data as Float32Array;
}

function largestDifference(actual: Float32Array, expected: tf.Tensor): number {
  expect(actual).toHaveLength(expected.size);
  const differences = [...expected.dataSync()].map((value, i) => Math.abs(value - actual[i]!));
  return Math.max(...differences);
}

/** The photos get different answers, and no class gets all: so that there is something to compare. */
function expectVaried(probabilities: Float32Array): void {
  const half = probabilities.length / 2;
  const [one, other] = [probabilities.subarray(0, half), probabilities.subarray(half)];
  expect(Math.max(...one.map((value, i) => Math.abs(value - other[i]!)))).toBeGreaterThan(0.005);
  expect(Math.max(...probabilities)).toBeLessThan(0.999);
}

async function load(files: ReadonlyMap<string, Buffer>) {
  const json = JSON.parse(files.get('model.json')!.toString()) as ModelJson;
  const handler = {
    load: async () => ({
      modelTopology: json.modelTopology as object,
      weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights) as never,
      weightData: new Uint8Array(files.get('weights.bin')!).buffer,
    }),
  };
  return 'node' in json.modelTopology ? loadGraphModel(handler) : loadLayersModel(handler);
}

describe.skipIf(!exportsPresent)(`a real Custom Vision export ${whyAbsent}`, () => {
  it.each(['photo', 'row'] as const)(
    'of General (compact) answers as in TensorFlow.js, its channels shuffled per %s',
    async (shuffle) => {
      const files = await readRealExport(generalCompact, shuffle);
      const network = readCustomVisionTfjs({ place, files });
      expect(network).toMatchObject({
        labels: ['hot dog', 'not hot dog'],
        input: { size: 224, fit: { shorterSide: 256 }, channels: 'bgr', range: '0..255' },
        source: { ExporterVersion: '2.0', IterationId: '4e265e37-e874-44c5-8c11-acb115c275cd' },
      });
      const data = photos(224, [0, 255]);
      const answer = await runNetwork(network, data);
      const model = (await load(files)) as GraphModel;
      const expected = model.execute(tf.tensor4d(data, [2, 224, 224, 3])) as tf.Tensor;
      expectVaried(answer);
      expect(largestDifference(answer, expected)).toBeLessThan(limit.generalCompact);
    },
  );

  it('of General (compact) [S1] answers as in TensorFlow.js', async () => {
    const files = await readRealExport(s1);
    const network = readCustomVisionTfjs({ place, files });
    expect(network.labels).toHaveLength(12);
    expect(network.input).toMatchObject({
      size: 300,
      fit: { shorterSide: 300 },
      channels: 'rgb',
      range: '0..255',
    });
    const data = photos(300, [0, 255]);
    const answer = await runNetwork(network, data);
    const model = (await load(files)) as GraphModel;
    // Made for one photo at a time: the second of ours.
    const photo = tf.tensor4d(data.subarray(data.length / 2), [1, 300, 300, 3]);
    expectVaried(answer);
    expect(largestDifference(answer.slice(12), model.execute(photo) as tf.Tensor)).toBeLessThan(limit.s1);
  });
});

describe('a Teachable Machine export', () => {
  it('answers as in TensorFlow.js', async () => {
    const files = await teachableMachineExport(['Class 1', 'fiesta-red', 'Background']);
    const network = readTeachableMachine({ place, files });
    expect(network).toMatchObject({
      labels: ['Class 1', 'fiesta-red', 'Background'],
      input: { size: 224, fit: { shorterSide: 224 }, channels: 'rgb', range: 'x/127-1' },
    });
    const data = photos(224, [-1, 1]);
    const answer = await runNetwork(network, data);
    const model = (await load(files)) as tf.InferenceModel;
    const expected = model.predict(tf.tensor4d(data, [2, 224, 224, 3]), {}) as tf.Tensor;
    expectVaried(answer);
    expect(largestDifference(answer, expected)).toBeLessThan(limit.teachableMachine);
  });

  it('of poses is refused, as is one that lacks its weights', async () => {
    const files = await teachableMachineExport(['a', 'b'], { packageName: '@teachablemachine/pose' });
    expect(() => readTeachableMachine({ place, files })).toThrow('only image models');
    const others = await teachableMachineExport(['a', 'b']);
    others.delete('weights.bin');
    expect(() => readTeachableMachine({ place, files: others })).toThrow('lacks its weights weights.bin');
    const short = await teachableMachineExport(['a', 'b']);
    short.set('weights.bin', short.get('weights.bin')!.subarray(0, -10));
    expect(() => readTeachableMachine({ place, files: short })).toThrow(
      /export\.zip cannot be imported.*cut short/,
    );
  });
});
