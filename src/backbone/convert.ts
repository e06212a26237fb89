import { UsageError } from '../errors.js';
import type { Tensor } from '../onnx/graph.js';
import type { Operators } from '../onnx/operators.js';
import type { Layer, NamedWeight, Operand, Padding, Pair } from './layer.js';
import type { FeatureMap } from './taps.js';
import type { Weight } from './weights.js';

export interface ConvertedModel {
  /** Every converted layer by name, laid out NCHW. */
  tensors: ReadonlyMap<string, Tensor>;
  /** What the layers see in the photo, in order. */
  maps: readonly FeatureMap[];
  /** Mean over the last map, [n, c]. */
  features: Tensor;
}

/**
 * Appends layers to an ONNX graph. `input` is NCHW float in the range that the model was trained for. 8-bit
 * weights stay 8 bits in the file and are unfolded when the session is created, which is also when
 * ONNX Runtime folds the arithmetic of a batch normalisation into the convolution before it.
 */
export function convertLayers(ops: Operators, layers: readonly Layer[], input: Tensor): ConvertedModel {
  const { graph } = ops;
  const tensors = new Map<string, Tensor>();
  const maps: FeatureMap[] = [];
  const averages = new Map<string, Tensor>();
  const padded = new Map<string, { source: Tensor; pads: readonly number[] }>();
  const linear = linearLayers(layers);

  const constant = ({ name, weight }: NamedWeight, shape: readonly number[]): Tensor => {
    const stored = graph.initializer(name, weight.data, shape);
    if (!weight.quantization) return stored;
    const { scale, min } = weight.quantization;
    return ops.add(ops.mul(ops.cast(stored, 'float'), ops.scalar(scale)), ops.scalar(min));
  };

  const globalAverage = (x: Tensor): Tensor => {
    const [batch = -1, channels = 0] = x.shape;
    const average = averages.get(x.name) ?? graph.node('GlobalAveragePool', [x], [batch, channels, 1, 1]);
    averages.set(x.name, average);
    return average;
  };

  const convert = (layer: Layer, operands: readonly Tensor[]): Tensor | undefined => {
    const x = operands[0] as Tensor;
    switch (layer.kind) {
      case 'input':
        return input;
      case 'same':
        return x;
      case 'flatten':
        return side(x) === 1 ? x : undefined;
      case 'answer':
        return undefined;
      case 'globalAverage':
        return globalAverage(x);
      case 'concatenate':
        return ops.concat(operands, 1);
      case 'arithmetic':
        return ops[layer.operator](x, operands[1] as Tensor);
      case 'activation': {
        if (layer.activation === 'relu') return layer.most ? ops.clip(x, 0, layer.most) : ops.relu(x);
        if (layer.activation === 'tanh') return ops.tanh(x);
        const sigmoid = graph.node('Sigmoid', [x], x.shape);
        return layer.activation === 'sigmoid' ? sigmoid : ops.mul(x, sigmoid);
      }
      case 'pad': {
        const [batch = -1, channels = 0, height = 0, width = 0] = x.shape;
        const [top, bottom] = layer.rows;
        const [left, right] = layer.columns;
        const shape = [batch, channels, height + top + bottom, width + left + right];
        const result = graph.node('Pad', [x, ops.integers([0, 0, top, left, 0, 0, bottom, right])], shape);
        padded.set(result.name, { source: x, pads: [top, left, bottom, right] });
        return result;
      }
      case 'pool': {
        const [batch = -1, channels = 0, height = 0, width = 0] = x.shape;
        const { pool, window, strides, padding } = layer;
        if (pool === 'average' && padding === 'valid' && window[0] === height && window[1] === width)
          return globalAverage(x);
        const shape = [batch, channels, ...slide([height, width], window, strides, padding)];
        // The mean of what lies on the map, as in TensorFlow: ONNX leaves the padding out by default.
        return graph.node(pool === 'max' ? 'MaxPool' : 'AveragePool', [x], shape, {
          kernel_shape: window,
          strides,
          auto_pad: autoPad(padding),
        });
      }
      case 'convolution': {
        const { depthwise, strides, dilations, padding } = layer;
        const { weight } = layer.kernel;
        const [height = 1, width = 1, inputs = 1, outputs = 1] = weight.shape;
        const count = depthwise ? inputs * outputs : outputs;
        const kernel = constant(
          { name: layer.kernel.name, weight: toOutputFirst(weight, depthwise) },
          depthwise ? [count, 1, height, width] : [outputs, inputs, height, width],
        );
        const bias = layer.bias ? [constant(layer.bias, [count])] : [];
        const extent = [(height - 1) * dilations[0] + 1, (width - 1) * dilations[1] + 1] as const;
        const [batch = -1, , h = 0, w = 0] = x.shape;
        const shape = [batch, count, ...slide([h, w], extent, strides, padding)];
        const dilated = dilations.some((step) => step > 1);
        // A convolution pads by itself, which saves a copy of the map.
        const { source, pads } = (padding === 'valid' && padded.get(x.name)) || {
          source: x,
          // ONNX Runtime does not work the padding of a dilated kernel out.
          pads: dilated && padding === 'same' ? samePads([h, w], extent, strides) : undefined,
        };
        return graph.node('Conv', [source, kernel, ...bias], shape, {
          strides,
          kernel_shape: [height, width],
          ...(pads ? { pads } : { auto_pad: autoPad(padding) }),
          group: depthwise ? inputs : 1,
          ...(dilated ? { dilations } : {}),
        });
      }
    }
  };

  const operandOf = (operand: Operand, layer: Layer): Tensor | undefined => {
    if (typeof operand === 'string') return tensors.get(operand);
    if (operand.length === 1) return ops.scalar(operand[0] as number);
    return graph.initializer(`${layer.name}_constants`, operand, [1, operand.length, 1, 1]);
  };

  for (const layer of layers) {
    const operands = layer.inputs.map((operand) => operandOf(operand, layer));
    if (operands.includes(undefined)) continue;
    const tensor = convert(layer, operands as Tensor[]);
    if (!tensor) continue;
    tensors.set(layer.name, tensor);
    if (side(tensor) > 1 && !['input', 'same', 'pad'].includes(layer.kind)) {
      maps.push({ tensor, linear: linear.has(layer), join: isJoin(layer) });
    }
  }
  const last = maps.at(-1);
  if (!last) throw new UsageError('The backbone has no feature maps: name a convolutional network.');
  const features = ops.reshape(globalAverage(last.tensor), last.tensor.shape.slice(0, 2));
  return { tensors, maps, features };
}

function side(x: Tensor): number {
  return x.shape[2] as number;
}

function isJoin(layer: Layer): boolean {
  if (layer.kind === 'concatenate') return true;
  return layer.kind === 'arithmetic' && layer.operator === 'add' && !hasConstant(layer);
}

function hasConstant({ inputs }: Layer): boolean {
  return inputs.some((operand) => typeof operand !== 'string');
}

/** Convolutions and sums whose result goes on as it is, without normalisation or activation. */
function linearLayers(layers: readonly Layer[]): Set<Layer> {
  const bent = new Set<Operand>();
  for (const layer of layers) {
    const follows = layer.kind === 'activation' || (layer.kind === 'arithmetic' && hasConstant(layer));
    if (follows) for (const operand of layer.inputs) bent.add(operand);
  }
  return new Set(
    layers.filter(({ kind, name }) => (kind === 'convolution' || kind === 'arithmetic') && !bent.has(name)),
  );
}

function slide([height, width]: Pair, window: Pair, strides: Pair, padding: Padding): Pair {
  const size = (whole: number, extent: number, stride: number) =>
    padding === 'same' ? Math.ceil(whole / stride) : Math.floor((whole - extent) / stride) + 1;
  return [size(height, window[0], strides[0]), size(width, window[1], strides[1])];
}

/** What `same` adds, as ONNX states it: at the top, left, bottom and right. */
function samePads([height, width]: Pair, window: Pair, strides: Pair): number[] {
  const total = (whole: number, extent: number, stride: number) =>
    Math.max(0, (Math.ceil(whole / stride) - 1) * stride + extent - whole);
  const [rows, columns] = [total(height, window[0], strides[0]), total(width, window[1], strides[1])];
  return [Math.floor(rows / 2), Math.floor(columns / 2), Math.ceil(rows / 2), Math.ceil(columns / 2)];
}

function autoPad(padding: Padding): string {
  return padding === 'same' ? 'SAME_UPPER' : 'VALID';
}

/** TensorFlow's [height, width, in, out] as ONNX's [out, in, height, width]; depthwise: [in * multiplier, 1, h, w]. */
function toOutputFirst(weight: Weight, depthwise: boolean): Weight {
  const [height = 1, width = 1, inputs = 1, outputs = 1] = weight.shape;
  const [from, to] = depthwise ? [1, inputs * outputs] : [inputs, outputs];
  const data = weight.data.slice();
  let index = 0;
  for (let o = 0; o < to; o++)
    for (let i = 0; i < from; i++)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++)
          data[index++] = weight.data[((y * width + x) * from + i) * to + o] as number;
  return { ...weight, data };
}
