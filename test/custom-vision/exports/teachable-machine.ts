import * as tf from '@tensorflow/tfjs-core';
import { input, layers, type SymbolicTensor, sequential, model as toModel } from '@tensorflow/tfjs-layers';
import { createRandom } from '../../../src/random.js';
import { startTensorFlow } from '../../backbone/tensorflow.js';

const size = 224;

/**
 * The files of a Teachable Machine image model as its library builds and saves one: a sequence of two sequences,
 * the first a functional MobileNet and its average, the second two dense layers; here with one inverted bottleneck.
 */
export async function teachableMachineExport(
  labels: readonly string[],
  { packageName = '@teachablemachine/image' } = {},
): Promise<Map<string, Buffer>> {
  await startTensorFlow();
  const apply = (layer: { apply(x: never): unknown }, ...inputs: SymbolicTensor[]) =>
    layer.apply((inputs.length > 1 ? inputs : inputs[0]) as never) as SymbolicTensor;
  const relu6 = (x: SymbolicTensor) => apply(layers.reLU({ maxValue: 6 }), x);
  const normalise = (x: SymbolicTensor) => apply(layers.batchNormalization({ axis: 3, epsilon: 1e-3 }), x);
  const photo = input({ shape: [size, size, 3], name: 'input_1' });
  const corner: [[number, number], [number, number]] = [
    [0, 1],
    [0, 1],
  ];
  let x = apply(layers.zeroPadding2d({ padding: corner, name: 'Conv1_pad' }), photo);
  x = apply(layers.conv2d({ filters: 8, kernelSize: 3, strides: 4, useBias: false, name: 'Conv1' }), x);
  const stem = relu6(normalise(x));
  x = relu6(normalise(apply(layers.conv2d({ filters: 16, kernelSize: 1, useBias: false }), stem)));
  x = apply(layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', useBias: false }), x);
  x = apply(layers.conv2d({ filters: 8, kernelSize: 1, useBias: false }), relu6(normalise(x)));
  const mobile = toModel({ inputs: photo, outputs: apply(layers.add(), normalise(x), stem), name: 'model1' });
  const features = sequential({
    name: 'sequential_1',
    layers: [
      mobile,
      layers.globalAveragePooling2d({ name: 'global_average_pooling2d_GlobalAveragePooling2D1' }),
    ],
  });
  const head = sequential({
    name: 'sequential_3',
    layers: [
      layers.dense({ units: 100, activation: 'relu', inputShape: [8], name: 'dense_Dense1' }),
      layers.dense({ units: labels.length, activation: 'softmax', useBias: false, name: 'dense_Dense2' }),
    ],
  });
  const whole = sequential({ name: 'sequential_4', layers: [features, head] });
  const random = createRandom('teachable machine');
  whole.setWeights(
    whole.getWeights().map(({ shape }) => {
      const count = shape.reduce((product, length) => product * length, 1);
      const next = shape.length > 1 ? () => random.normal() * 0.4 : () => random.between(0.3, 1);
      return tf.tensor(Float32Array.from({ length: count }, next), shape);
    }),
  );

  let saved: tf.io.ModelArtifacts | undefined;
  await whole.save({
    save: async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    },
  });
  const { modelTopology, weightSpecs, weightData } = saved as Required<tf.io.ModelArtifacts>;
  const metadata = {
    tfjsVersion: '1.3.1',
    tmVersion: '2.4.7',
    packageVersion: '0.8.4-alpha2',
    packageName,
    timeStamp: '2024-01-01T00:00:00.000Z',
    userMetadata: {},
    modelName: 'tm-my-image-model',
    labels,
    imageSize: size,
  };
  const json = { modelTopology, weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }] };
  return new Map([
    ['model.json', Buffer.from(JSON.stringify(json))],
    ['metadata.json', Buffer.from(JSON.stringify(metadata))],
    ['weights.bin', Buffer.from(weightData as ArrayBuffer)],
  ]);
}
