import { InferenceSession, Tensor } from 'onnxruntime-node';
import { UsageError } from '../errors.js';
import { type ForeignModel, readForeignModel } from '../onnx/foreign-model.js';
import { sizeOf } from '../onnx/graph.js';
import { type InputRange, toInputRange } from './input-range.js';
import type { Backbone } from './network.js';
import { checkPhotoSide } from './photo-side.js';
import { type FeatureMap, tapStages } from './taps.js';

/** Operators that end a layer: their result may be a feature map. */
const mapOperators = new Set([
  'Conv',
  'BatchNormalization',
  'Add',
  'Mul',
  'Concat',
  'Relu',
  'Clip',
  'LeakyRelu',
  'HardSwish',
  'MaxPool',
  'AveragePool',
]);

/**
 * An ONNX network for images as a backbone. Its maps are found by running it once on a blank photo. Throws a
 * UsageError that says why it cannot be one.
 */
export async function createOnnxBackbone(
  name: string,
  bytes: Uint8Array,
  range: InputRange,
): Promise<Omit<Backbone, 'identity'>> {
  try {
    const model = readForeignModel(bytes);
    const { size, channelsLast } = inputLayout(model);
    const shape = channelsLast ? [-1, size, size, 3] : [-1, 3, size, size];
    const maps = await findMaps(model, shape);
    const { cells, coarse } = tapStages(maps, size);
    // Not the last of all: in a decoder the maps grow again.
    const deepest = coarse.at(-1)!;
    const last = maps.findLast(({ tensor }) => tensor.shape[2] === deepest.shape[2])?.tensor ?? deepest;
    const chosen = new Map([...cells, ...coarse, last].map((tensor) => [tensor.name, tensor]));
    const part = model.cut(shape, [...chosen.values()]);
    return {
      name,
      size,
      tap(ops, rgb) {
        const scaled = toInputRange(ops, rgb, range);
        const input = channelsLast ? ops.transpose(scaled, [0, 2, 3, 1]) : scaled;
        const outputs = ops.graph.include(part, 'backbone/', { [model.input.name]: input });
        const included = (tensor: { name: string }) => outputs[tensor.name]!;
        const pooled = ops.graph.node('GlobalAveragePool', [included(last)], [-1, last.shape[1]!, 1, 1]);
        return {
          cells: cells.map(included),
          coarse: coarse.map(included),
          global: ops.reshape(pooled, [-1, last.shape[1]!]),
        };
      },
    };
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`The ONNX file ${name} cannot serve as a backbone: ${reason}`, { cause });
  }
}

/** Side and layout of a network for square photos; an open side is 224. Throws an Error for any other network. */
export function inputLayout({ input: { name, shape } }: ForeignModel): {
  size: number;
  channelsLast: boolean;
} {
  const [, first, , last] = shape;
  const channelsLast = last === 3 && first !== 3;
  const [height = 0, width = 0] = channelsLast ? shape.slice(1, 3) : shape.slice(2, 4);
  if (shape.length !== 4 || (!channelsLast && first !== 3 && first !== -1) || height !== width)
    throw new Error(
      `its input ${name} of shape [${shape}] is not a batch of square photos of three channels`,
    );
  const size = height > 0 ? height : 224;
  checkPhotoSide(size);
  return { size, channelsLast };
}

/** Every map of 32-bit floats [n, c, side, side], in the order of the nodes. */
async function findMaps(model: ForeignModel, shape: readonly number[]): Promise<FeatureMap[]> {
  const candidates = model.nodes.filter(({ operator }) => mapOperators.has(operator));
  const session = await InferenceSession.create(
    model.expose(
      shape,
      candidates.map(({ output }) => output),
    ),
    { logSeverityLevel: 4 },
  );
  try {
    // Two photos show whether the model takes batches or one photo at a time.
    const dims = [2, ...shape.slice(1)];
    const blank = new Float32Array(sizeOf(dims));
    const outputs = await session.run({ [model.input.name]: new Tensor('float32', blank, dims) });
    return candidates.flatMap(({ operator, output, constantInputs }) => {
      const value = outputs[output];
      const [batch, channels = 0, height = 0, width = 0] = value?.dims ?? [];
      const isMap = value?.type === 'float32' && value.dims.length === 4 && batch === 2;
      if (!isMap || height !== width || height < 2) return [];
      const tensor = { name: output, shape: [-1, channels, height, width], type: 'float' } as const;
      const join = (operator === 'Add' || operator === 'Concat') && !constantInputs;
      return [{ tensor, linear: false, join }];
    });
  } finally {
    await session.release();
  }
}
