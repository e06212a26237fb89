import { UsageError } from '../errors.js';
import { sizeOf, type Tensor } from '../onnx/graph.js';
import type { Operators } from '../onnx/operators.js';
import { autoPad, samePads, slide, toOutputFirst } from './kernel.js';
import type { Layer, LayerOf, NamedWeight, Operand } from './layer.js';
import { createQuantiser, type Ranges } from './quantisation.js';

export type LayerConverter = ReturnType<typeof createLayerConverter>;

/**
 * Appends layers to an ONNX graph one by one. Values are maps [n, c, h, w]; a row is a map of height and width 1. Only
 * after a reshape, until a layer needs a map again, are they in TensorFlow's order of axes. 8-bit weights stay 8 bits in
 * the file and are expanded when the session is created, when ONNX Runtime also folds the arithmetic of a batch
 * normalisation into the convolution before it. With `ranges`, values and the convolutions that take them are in 8
 * bits, see createQuantiser.
 */
export function createLayerConverter(ops: Operators, input: Tensor, ranges?: Ranges) {
  const { graph } = ops;
  const quantiser = createQuantiser(ops, ranges);
  const averages = new Map<string, Tensor>();
  const padded = new Map<string, { source: Tensor; pads: readonly number[] }>();
  /** Values in TensorFlow's order of axes, each with its map once there is one. */
  const plain = new Map<string, Tensor | undefined>();

  const constant = ({ name, weight }: NamedWeight, shape: readonly number[]): Tensor => {
    const stored = graph.initializer(name, weight.data, shape);
    if (!weight.quantization) return stored;
    const { scale, min } = weight.quantization;
    return ops.add(ops.mul(ops.cast(stored, 'float'), ops.scalar(scale)), ops.scalar(min));
  };

  const toMap = (x: Tensor): Tensor => {
    if (!plain.has(x.name)) return x;
    if (x.shape.length !== 4) throw new UsageError(`The network sees no photo in a shape of [${x.shape}].`);
    const map = plain.get(x.name) ?? ops.transpose(x, [0, 3, 1, 2]);
    plain.set(x.name, map);
    return map;
  };
  const toPlain = (x: Tensor): Tensor => (plain.has(x.name) ? x : ops.transpose(x, [0, 2, 3, 1]));
  const markPlain = (x: Tensor): Tensor => {
    plain.set(x.name, undefined);
    return x;
  };

  const globalAverage = (x: Tensor): Tensor => {
    const [batch = -1, channels = 0] = x.shape;
    const average = averages.get(x.name) ?? graph.node('GlobalAveragePool', [x], [batch, channels, 1, 1]);
    averages.set(x.name, average);
    return average;
  };

  const reshape = (given: Tensor, layer: LayerOf<'reshape' | 'flatten'>): Tensor => {
    const values = sizeOf(given.shape.slice(1));
    const shape = layer.kind === 'flatten' ? [-1, values] : resolve(layer.shape, values);
    const [, ...rest] = shape;
    // A row stays a row, with or without the two axes of height and width.
    const isRow = rest.at(-1) === values && (rest.length === 1 || rest.length === 3);
    if (isRow && side(given) === 1 && !plain.has(given.name)) return given;
    if (isRow) return ops.reshape(toPlain(given), [-1, values, 1, 1]);
    return markPlain(ops.reshape(toPlain(given), shape));
  };

  const slice = (given: Tensor, { from, size }: LayerOf<'slice'>): Tensor => {
    const x = given.shape.length === 4 ? toMap(given) : given;
    const axes = plain.has(x.name) ? from.map((_, axis) => axis) : [0, 2, 3, 1];
    const result = from.reduce((part, start, index) => {
      const [axis, length] = [axes[index]!, size[index]!];
      const whole = x.shape[axis]!;
      const end = length === -1 ? whole : start + length;
      // The batch is never cut, whatever size the layer states for it.
      return index === 0 || (start === 0 && end === whole) ? part : ops.slice(part, axis, start, end);
    }, x);
    return plain.has(x.name) ? markPlain(result) : result;
  };

  const convolve = (x: Tensor, layer: Omit<LayerOf<'convolution'>, 'name' | 'inputs' | 'kind'>): Tensor => {
    const { depthwise, strides, dilations, padding } = layer;
    const { weight } = layer.kernel;
    const [height = 1, width = 1, inputs = 1, outputs = 1] = weight.shape;
    const count = depthwise ? inputs * outputs : outputs;
    const kernel = { name: layer.kernel.name, weight: toOutputFirst(weight, depthwise) };
    const kernelShape = depthwise ? [count, 1, height, width] : [outputs, inputs, height, width];
    const extent = [(height - 1) * dilations[0] + 1, (width - 1) * dilations[1] + 1] as const;
    const [batch = -1, , h = 0, w = 0] = x.shape;
    const shape = [batch, count, ...slide([h, w], extent, strides, padding)];
    const dilated = dilations.some((step) => step > 1);
    // A convolution pads by itself, which saves a copy of the map.
    const { source, pads } = (padding === 'valid' && padded.get(x.name)) || {
      source: x,
      // ONNX Runtime does not compute the padding of a dilated kernel.
      pads: dilated && padding === 'same' ? samePads([h, w], extent, strides) : undefined,
    };
    const parameters = quantiser.parameters(source, kernel, kernelShape, layer.bias) ?? [
      constant(kernel, kernelShape),
      ...(layer.bias ? [constant(layer.bias, [count])] : []),
    ];
    return graph.node('Conv', [source, ...parameters], shape, {
      strides,
      kernel_shape: [height, width],
      ...(pads ? { pads } : { auto_pad: autoPad(padding) }),
      group: depthwise ? inputs : 1,
      ...(dilated ? { dilations } : {}),
    });
  };

  const toTensor = (layer: Layer, operands: readonly Tensor[]): Tensor => {
    const given = operands[0]!;
    switch (layer.kind) {
      case 'input':
        return input;
      case 'same':
        return given;
      case 'flatten':
      case 'reshape':
        return reshape(given, layer);
      case 'transpose': {
        const order = layer.order;
        return markPlain(ops.transpose(toPlain(given), order));
      }
      case 'slice':
        return slice(given, layer);
    }
    const maps = operands.map(toMap);
    const x = maps[0]!;
    const [batch = -1, channels = 0, height = 0, width = 0] = x.shape;
    switch (layer.kind) {
      case 'globalAverage':
        return globalAverage(x);
      case 'globalMaximum':
        return graph.node('ReduceMax', [x], [batch, channels, 1, 1], { axes: [2, 3], keepdims: 1 });
      case 'concatenate':
        return ops.concat(maps, 1);
      case 'arithmetic':
        return ops[layer.operator](x, maps[1]!);
      case 'activation': {
        if (layer.activation === 'relu') return layer.most ? ops.clip(x, 0, layer.most) : ops.relu(x);
        if (layer.activation === 'tanh') return ops.tanh(x);
        const sigmoid = graph.node('Sigmoid', [x], x.shape);
        return layer.activation === 'sigmoid' ? sigmoid : ops.mul(x, sigmoid);
      }
      case 'softmax': {
        if (height * width !== 1) throw new UsageError(`The network's softmax ${layer.name} is not of rows.`);
        return ops.reshape(ops.softmax(ops.reshape(x, [batch, channels])), x.shape);
      }
      case 'pad': {
        const [top, bottom] = layer.rows;
        const [left, right] = layer.columns;
        const shape = [batch, channels, height + top + bottom, width + left + right];
        const result = graph.node('Pad', [x, ops.integers([0, 0, top, left, 0, 0, bottom, right])], shape);
        padded.set(result.name, { source: x, pads: [top, left, bottom, right] });
        return result;
      }
      case 'pool': {
        const { pool, window, strides, padding } = layer;
        if (pool === 'average' && padding === 'valid' && window[0] === height && window[1] === width)
          return globalAverage(x);
        const shape = [batch, channels, ...slide([height, width], window, strides, padding)];
        // The mean excludes the padding, as in TensorFlow; this is ONNX's default too.
        return graph.node(pool === 'max' ? 'MaxPool' : 'AveragePool', [x], shape, {
          kernel_shape: window,
          strides,
          auto_pad: autoPad(padding),
        });
      }
      case 'convolution':
        return convolve(x, layer);
      case 'dense': {
        const { name, weight } = layer.matrix;
        const kernel = { name, weight: { ...weight, shape: [1, 1, ...weight.shape] } };
        const unit = { depthwise: false, strides: [1, 1], dilations: [1, 1], padding: 'valid' } as const;
        return convolve(x, { ...unit, kernel, bias: layer.bias });
      }
    }
  };

  /** What a layer takes: the output of another layer, by its name in `tensors`, or constants. */
  const operandOf = (operand: Operand, layer: Layer, tensors: ReadonlyMap<string, Tensor>) => {
    if (typeof operand === 'string') return tensors.get(operand);
    if (operand.length === 1) return ops.scalar(operand[0]!);
    return graph.initializer(`${layer.name}_constants`, operand, [1, operand.length, 1, 1]);
  };

  return {
    convert: (layer: Layer, operands: readonly Tensor[]) =>
      quantiser.quantise(layer, toTensor(layer, operands)),
    operandOf,
    toMap,
    /** Whether this value is a map of more than one point. */
    isSpatial: (x: Tensor) => !plain.has(x.name) && side(x) > 1,
  };
}

function side(x: Tensor): number {
  return x.shape[2]!;
}

/** The shape with only the batch open; each photo has so many `values`. */
function resolve(shape: readonly number[], values: number): number[] {
  const rest = shape.slice(1);
  const known = rest.filter((length) => length !== -1).reduce((product, length) => product * length, 1);
  const whole = rest.map((length) => (length === -1 ? values / known : length));
  const fits = (shape[0] === -1 || sizeOf(whole) === values) && whole.every(Number.isInteger);
  if (fits) return [-1, ...whole];
  throw new UsageError(`The network reshapes ${values} values to [${shape}], which mixes photos of a batch.`);
}
