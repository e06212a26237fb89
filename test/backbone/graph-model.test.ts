import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { GraphNode } from '../../src/backbone/graph-model.js';
import { readTfjsModel } from '../../src/backbone/tfjs-model.js';
import type { WeightSpecification } from '../../src/backbone/weights.js';
import { createRandom } from '../../src/random.js';
import { largestDifference, runConverted, startTensorFlow } from './tensorflow.js';

const size = 20;

beforeAll(startTensorFlow);

describe('a TensorFlow graph', () => {
  it('is converted also where its operations are not fused', async () => {
    const nodes: GraphNode[] = [];
    const weights: WeightSpecification[] = [];
    const values: number[] = [];
    const random = createRandom('graph');
    const text = (s: string) => ({ s: Buffer.from(s).toString('base64') });
    const list = (...i: number[]) => ({ list: { i: i.map(String) } });
    const float = { dtype: { type: 'DT_FLOAT' } } as GraphNode['attr'];
    const add = (name: string, op: string, input: string[], attr: GraphNode['attr'] = {}) => {
      nodes.push({ name, op, input, attr: { T: { type: 'DT_FLOAT' }, ...attr } as GraphNode['attr'] });
      return name;
    };
    const constant = (name: string, shape: number[], next: () => number, dtype = 'float32') => {
      const type = dtype === 'float32' ? 'DT_FLOAT' : 'DT_INT32';
      nodes.push({ name, op: 'Const', input: [], attr: { dtype: { type } } as GraphNode['attr'] });
      weights.push({ name, shape, dtype });
      const view = new DataView(new ArrayBuffer(4));
      for (let i = shape.reduce((a, b) => a * b, 1); i > 0; i--) {
        if (dtype === 'float32') view.setFloat32(0, next(), true);
        else view.setInt32(0, next(), true);
        values.push(view.getInt32(0, true));
      }
      return name;
    };
    const positive = () => 0.2 + random.next();
    const strided = { strides: list(1, 2, 2, 1), dilations: list(1, 1, 1, 1), data_format: text('NHWC') };
    const unit = { ...strided, strides: list(1, 1, 1, 1) };

    nodes.push({
      name: 'photo',
      op: 'Placeholder',
      input: [],
      attr: { ...float, shape: { shape: { dim: [-1, size, size, 3].map((n) => ({ size: String(n) })) } } },
    });
    const paddings = [0, 0, 1, 2, 3, 0, 0, 0];
    let x = add('padded', 'Pad', [
      'photo',
      constant('paddings', [4, 2], () => paddings.shift() as number, 'int32'),
    ]);
    x = add('convolved', 'Conv2D', [x, constant('kernel', [3, 3, 3, 6], random.normal)], {
      ...strided,
      padding: text('VALID'),
    });
    x = add('biased', 'BiasAdd', [x, constant('bias', [6], random.normal)]);
    const statistics = ['gamma', 'beta', 'mean', 'variance'].map((name) => constant(name, [6], positive));
    x = add('normalised', 'FusedBatchNormV3', [x, ...statistics], {
      epsilon: { f: 0.01 },
      data_format: text('NHWC'),
    });
    const stem = add('relu', 'Relu', [x]);
    const deep = add(
      'deep',
      'DepthwiseConv2dNative',
      [stem, constant('filters', [3, 3, 6, 1], random.normal)],
      { ...unit, padding: text('SAME') },
    );
    const gate = add('gate', 'Sigmoid', [deep]);
    const gated = add('gated', 'Mul', [gate, stem]);
    const sum = add('sum', 'AddV2', [gated, stem]);
    const window = { ...strided, ksize: list(1, 3, 3, 1), padding: text('SAME') };
    const most = add('most', 'MaxPool', [sum, '^photo'], window);
    const mean = add('mean_pool', 'AvgPool', [sum], window);
    const axis = constant('axis', [], () => 3, 'int32');
    const joined = add('joined', 'ConcatV2', [most, mean, axis], {
      N: { i: '2' },
      Tidx: { type: 'DT_INT32' },
    } as GraphNode['attr']);
    const scale = constant('scale', [], () => 0.5);
    const last = add('last', 'Sub', [scale, joined]);
    const axes = [1, 2];
    add('features', 'Mean', [last, constant('axes', [2], () => axes.shift() as number, 'int32')], {
      keep_dims: {},
    });

    const shards = Buffer.from(Int32Array.from(values).buffer);
    const json = {
      modelTopology: { node: nodes, versions: { producer: 175 } },
      weightsManifest: [{ paths: ['weights'], weights }],
    };
    const { layers, size: ownSize } = readTfjsModel(json, shards);
    expect(ownSize).toBe(size);
    const rgb = Float32Array.from({ length: 2 * size * size * 3 }, (_, i) => ((i * 7919) % 256) / 255);
    const [map, features] = await runConverted(layers, [last], rgb, size);

    const model = await loadGraphModel({
      load: async () => ({
        modelTopology: json.modelTopology,
        weightSpecs: weights as never,
        weightData: new Uint8Array(shards).buffer,
      }),
    });
    const expected = model.execute(tf.tensor4d(rgb, [2, size, size, 3]), ['last', 'features']) as tf.Tensor[];
    expect(largestDifference(map!, expected[0]!)).toBeLessThan(1e-5);
    expect(largestDifference(features!, expected[1]!)).toBeLessThan(1e-5);
  });

  it('names the operation that cannot be converted', () => {
    const nodes = [{ name: 'wide', op: 'ResizeBilinear', input: ['photo'] }];
    const json = { modelTopology: { node: nodes }, weightsManifest: [] };
    expect(() => readTfjsModel(json, Buffer.alloc(0))).toThrow('ResizeBilinear (wide) cannot be converted');
  });
});
