import onnxProto, { type onnx as Onnx } from 'onnx-proto';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { readForeignModel } from '../../src/onnx/foreign-model.js';
import { createRandom } from '../../src/random.js';

const { onnx } = onnxProto;
const { FLOAT, INT, INTS } = onnx.AttributeProto.AttributeType;
const random = createRandom('upgrade');

const ints = (name: string, ...values: number[]) => ({ name, type: INTS, ints: values });
const int = (name: string, value: number) => ({ name, type: INT, i: value });
const float = (name: string, value: number) => ({ name, type: FLOAT, f: value });
const node = (
  opType: string,
  input: string[],
  output: string,
  ...attribute: Onnx.IAttributeProto[]
): Onnx.INodeProto => ({ opType, input, output: [output], attribute });
const weight = (name: string, dims: number[], next: () => number): Onnx.ITensorProto => {
  const values = Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, next);
  return { name, dims, dataType: 1, rawData: new Uint8Array(values.buffer) };
};
const integers = (name: string, values: number[]): Onnx.ITensorProto => ({
  name,
  dims: [values.length],
  dataType: 7,
  rawData: new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
});
const value = (name: string, dims: (number | string)[]): Onnx.IValueInfoProto => ({
  name,
  type: {
    tensorType: {
      elemType: 1,
      shape: {
        dim: dims.map((size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size })),
      },
    },
  },
});

/** Every operator that has changed its form, in that of operator set 7, for one photo of [3, 8, 8]. */
function oldModel(): Buffer {
  const nodes = [
    node('Pad', ['photo'], 'padded', ints('pads', 0, 0, 1, 1, 0, 0, 1, 1), float('value', 0.5)),
    node('MaxPool', ['padded'], 'pooled', ints('kernel_shape', 2, 2), ints('strides', 2, 2)),
    node(
      'BatchNormalization',
      ['pooled', 'gamma', 'beta', 'mean', 'variance'],
      'normal',
      float('epsilon', 0.01),
    ),
    node('Clip', ['normal'], 'clipped', float('min', -0.5), float('max', 1)),
    node('Dropout', ['clipped'], 'kept', float('ratio', 0.5)),
    node('Slice', ['kept'], 'cut', ints('axes', 1, 2), ints('starts', 1, 0), ints('ends', 3, -1)),
    node('Reshape', ['cut', 'shape'], 'rows'),
    node('ReduceSum', ['rows'], 'sum', ints('axes', 2), int('keepdims', 1)),
    node('Squeeze', ['sum'], 'flat', ints('axes', 2)),
    node('Unsqueeze', ['flat'], 'tall', ints('axes', 2)),
    node('Flatten', ['tall'], 'logits'),
    node('Softmax', ['logits'], 'answer'),
  ];
  const graph: Onnx.IGraphProto = {
    name: 'old',
    node: nodes,
    initializer: [
      ...['gamma', 'beta', 'mean', 'variance'].map((name) => weight(name, [3], () => 0.5 + random.next())),
      // Made for one photo.
      integers('shape', [1, 4, 10]),
    ],
    input: [value('photo', [1, 3, 8, 8])],
    output: [value('answer', [1, 4])],
  };
  const opsetImport = [{ domain: '', version: 7 }];
  return Buffer.from(onnx.ModelProto.encode({ irVersion: 8, opsetImport, graph }).finish());
}

describe('a model of an old operator set', () => {
  it('becomes a part of ours that takes any number of photos', async () => {
    const bytes = oldModel();
    const photos = Float32Array.from({ length: 2 * 192 }, () => random.normal());
    const run = async (model: Uint8Array, data: Float32Array) => {
      const session = await InferenceSession.create(model, { logSeverityLevel: 4 });
      const photo = new Tensor('float32', data, [data.length / 192, 3, 8, 8]);
      const { answer } = await session.run({ photo });
      await session.release();
      return answer?.data as Float32Array;
    };
    const model = readForeignModel(bytes);
    expect(model.answers).toEqual(['answer']);
    const part = model.cut([-1, 3, 8, 8], [{ name: 'answer', shape: [-1, 4] }]);
    expect(onnx.ModelProto.decode(part).opsetImport).toMatchObject([{ domain: '' }]);
    const ours = await run(part, photos);
    const theirs = [photos.slice(0, 192), photos.slice(192)].map((photo) => run(bytes, photo));
    const expected = (await Promise.all(theirs)).flatMap((answer) => [...answer]);
    expect(ours).toHaveLength(8);
    expect(Math.max(...expected.map((one, i) => Math.abs(one - ours[i]!)))).toBeLessThan(1e-6);
    expect(new Set(expected.map((one) => one.toFixed(4))).size).toBeGreaterThan(4);
  });

  it('is refused where an operator normalises over whole photos, which ours does not', () => {
    const model = onnx.ModelProto.decode(oldModel());
    model
      .graph!.node!.find(({ opType }) => opType === 'BatchNormalization')!
      .attribute!.push(int('spatial', 0));
    const foreign = readForeignModel(onnx.ModelProto.encode(model).finish());
    expect(() => foreign.cut([-1, 3, 8, 8], [{ name: 'answer', shape: [-1, 4] }])).toThrow(
      'BatchNormalization of opset 7 may mean something else',
    );
  });
});
