import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  type SymbolicTensor,
  sequential,
  model as toModel,
} from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ModelJson, readTfjsModel } from '../../src/backbone/tfjs-model.js';
import { largestDifference, runConverted, startTensorFlow } from './tensorflow.js';

const size = 33;

beforeAll(startTensorFlow);

describe('a Keras model', () => {
  it('is converted whatever its layers, also where models lie within models', async () => {
    const apply = (layer: { apply(x: never): unknown }, ...inputs: SymbolicTensor[]) =>
      layer.apply((inputs.length > 1 ? inputs : inputs[0]) as never) as SymbolicTensor;
    const stem = sequential({
      name: 'stem',
      layers: [
        layers.conv2d({
          filters: 8,
          kernelSize: 3,
          strides: 2,
          padding: 'same',
          activation: 'relu6',
          inputShape: [size, size, 3],
        }),
        layers.batchNormalization({ epsilon: 0.01 }),
        layers.zeroPadding2d({
          padding: [
            [0, 1],
            [2, 1],
          ],
        }),
      ],
    });
    const photo = input({ shape: [size, size, 3] });
    let x = apply(stem, photo);
    x = apply(layers.depthwiseConv2d({ kernelSize: [3, 5], depthMultiplier: 2, padding: 'valid' }), x);
    x = apply(
      layers.separableConv2d({ filters: 12, kernelSize: 3, padding: 'same', activation: 'sigmoid' }),
      x,
    );
    const gate = apply(
      layers.activation({ activation: 'tanh' }),
      apply(layers.globalAveragePooling2d({}), x),
    );
    const pooled = apply(layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }), x);
    const largest = apply(layers.maxPooling2d({ poolSize: 2, padding: 'same' }), x);
    const sum = apply(layers.add(), pooled, largest);
    const product = apply(
      layers.multiply(),
      pooled,
      apply(
        layers.conv2d({ filters: 12, kernelSize: 2, dilationRate: 2, padding: 'same', useBias: false }),
        sum,
      ),
    );
    const joined = apply(layers.concatenate(), sum, product);
    const dropped = apply(layers.dropout({ rate: 0.5 }), joined);
    const dense = apply(layers.dense({ units: 3, activation: 'softmax' }), apply(layers.flatten(), dropped));
    const model = toModel({ inputs: photo, outputs: [dropped, dense, gate] });
    let seed = 1;
    model.setWeights(
      model
        .getWeights()
        .map((weight) =>
          weight.shape.length > 1
            ? tf.randomNormal(weight.shape, 0, 0.4, 'float32', seed++)
            : tf.randomUniform(weight.shape, 0.2, 1, 'float32', seed++),
        ),
    );

    const { json, shards } = await save(model);
    const { layers: read, size: ownSize } = readTfjsModel(json, shards);
    expect(ownSize).toBe(size);
    const rgb = Float32Array.from({ length: 2 * size * size * 3 }, (_, i) => ((i * 7919) % 256) / 255);
    const names = [read.findLast(({ kind }) => kind === 'same')?.name as string];
    const [map, features] = await runConverted(read, names, rgb, size);
    const [expected] = model.predict(tf.tensor4d(rgb, [2, size, size, 3])) as tf.Tensor[];
    expect(largestDifference(map!, expected!)).toBeLessThan(1e-5);
    expect(largestDifference(features!, tf.mean(expected!, [1, 2]))).toBeLessThan(1e-5);
  });

  it('may be a sequence that begins with a model', async () => {
    const stem = sequential({
      layers: [layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, inputShape: [size, size, 3] })],
    });
    const whole = sequential({ layers: [stem, layers.maxPooling2d({ poolSize: 2 })] });
    const { json, shards } = await save(whole);
    const { layers: read, size: ownSize } = readTfjsModel(json, shards);
    expect(ownSize).toBe(size);
    const rgb = Float32Array.from({ length: 2 * size * size * 3 }, (_, i) => ((i * 7919) % 256) / 255);
    const [map] = await runConverted(read, [read.at(-1)?.name as string], rgb, size);
    const expected = whole.predict(tf.tensor4d(rgb, [2, size, size, 3])) as tf.Tensor;
    expect(largestDifference(map!, expected)).toBeLessThan(1e-5);
  });

  it('names the layer that cannot be converted', async () => {
    const model = sequential({
      layers: [
        layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [8, 8, 3] }),
        layers.upSampling2d({ name: 'bigger' }),
      ],
    });
    const { json, shards } = await save(model);
    expect(() => readTfjsModel(json, shards)).toThrow(
      'UpSampling2D (bigger) cannot be converted: unknown layer',
    );
  });
});

async function save(model: LayersModel): Promise<{ json: ModelJson; shards: Buffer }> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save({
    save: async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    },
  });
  const { modelTopology, weightSpecs, weightData } = saved as Required<tf.io.ModelArtifacts>;
  const json = { modelTopology, weightsManifest: [{ paths: ['weights'], weights: weightSpecs }] };
  return { json: json as unknown as ModelJson, shards: Buffer.from(weightData as ArrayBuffer) };
}
