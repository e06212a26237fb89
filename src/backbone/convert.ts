import type { Attribute, Tensor } from '../onnx/graph.js';
import type { Operators } from '../onnx/operators.js';
import type { GraphNode, TfjsModel } from './registry-package.js';
import { toFloats, type Weight } from './weights.js';

export interface ConvertedModel {
  /** Every converted node by its TensorFlow name, laid out NCHW. */
  tensors: ReadonlyMap<string, Tensor>;
  /** Outputs of linear bottlenecks (a convolution without activation, or a residual sum), in order. */
  bottlenecks: readonly Tensor[];
  /** The pooled feature vector [n, c]. */
  features: Tensor;
}

/**
 * Appends a TensorFlow.js graph model (inference form: fused convolutions) to an ONNX graph.
 * `input` is NCHW float in the range the model was trained for. 8-bit weights stay 8 bits in the file
 * and are unfolded when the session is created. Throws on an operator that our backbones do not use.
 */
export function convertGraphModel(ops: Operators, model: TfjsModel, input: Tensor): ConvertedModel {
  const { graph } = ops;
  const tensors = new Map<string, Tensor>();
  const bottlenecks: Tensor[] = [];
  let features: Tensor | undefined;

  const weightOf = (name: string | undefined): Weight => {
    const weight = model.weights.get(name ?? '');
    if (!weight) throw new Error(`the model has no weight ${name}`);
    return weight;
  };
  const constant = (name: string, weight: Weight, shape: readonly number[]): Tensor => {
    const stored = graph.initializer(name, weight.data, shape);
    if (!weight.quantization) return stored;
    const { scale, min } = weight.quantization;
    return ops.add(ops.mul(ops.cast(stored, 'float'), ops.scalar(scale)), ops.scalar(min));
  };

  const convert = (node: GraphNode): Tensor | undefined => {
    const names = node.input ?? [];
    const source = (index: number): Tensor => {
      const tensor = tensors.get(names[index] ?? '');
      if (!tensor) throw new Error(`${node.name} needs ${names[index]}, which was not converted`);
      return tensor;
    };
    switch (node.op) {
      case 'Const':
        return undefined;
      case 'Placeholder':
        return input;
      case 'Identity':
        return source(0);
      case 'Mul':
      case 'Sub': {
        const side = model.weights.has(names[1] ?? '') ? 1 : 0;
        const value = ops.scalar(toFloats(weightOf(names[side]))[0] as number);
        const apply = node.op === 'Mul' ? ops.mul : ops.sub;
        return side === 1 ? apply(source(0), value) : apply(value, source(1));
      }
      case '_FusedConv2D':
      case 'FusedDepthwiseConv2dNative': {
        const depthwise = node.op !== '_FusedConv2D';
        const weight = weightOf(names[1]);
        const [height = 1, width = 1, inputs = 1, outputs = 1] = weight.shape;
        const count = depthwise ? inputs * outputs : outputs;
        const shape = depthwise ? [count, 1, height, width] : [outputs, inputs, height, width];
        const kernel = constant(names[1] as string, toOutputFirst(weight, depthwise), shape);
        const bias = constant(names[2] as string, weightOf(names[2]), [count]);
        const strides = integerList(node, 'strides').slice(1, 3);
        const same = text(node.attr?.padding?.s) === 'SAME';
        const attributes: Record<string, Attribute> = {
          strides,
          kernel_shape: [height, width],
          auto_pad: same ? 'SAME_UPPER' : 'VALID',
          group: depthwise ? inputs : 1,
        };
        const [batch = -1, , h = 0, w = 0] = source(0).shape;
        const size = (whole: number, kernelSize: number, stride: number) =>
          same ? Math.ceil(whole / stride) : Math.floor((whole - kernelSize) / stride) + 1;
        const outputShape = [batch, count, size(h, height, strides[0] ?? 1), size(w, width, strides[1] ?? 1)];
        const convolved = graph.node('Conv', [source(0), kernel, bias], outputShape, attributes);
        const fused = (node.attr?.fused_ops?.list?.s ?? []).map(text);
        if (fused.includes('Relu6')) return ops.clip(convolved, 0, 6);
        if (fused.includes('Relu')) return ops.relu(convolved);
        bottlenecks.push(convolved);
        return convolved;
      }
      case 'AddV2': {
        const sum = ops.add(source(0), source(1));
        bottlenecks.push(sum);
        return sum;
      }
      case 'AvgPool': {
        const [batch = -1, channels = 0] = source(0).shape;
        return graph.node('GlobalAveragePool', [source(0)], [batch, channels, 1, 1]);
      }
      case 'Squeeze': {
        features = ops.reshape(source(0), source(0).shape.slice(0, 2));
        return features;
      }
      // What follows the feature vector is the package's own classification, which we replace.
      case '_FusedMatMul':
      case 'Softmax':
        return source(0);
      default:
        throw new Error(`the converter does not know the operator ${node.op} of ${node.name}`);
    }
  };

  for (const node of model.topology.node) {
    const tensor = convert(node);
    if (tensor) tensors.set(node.name, tensor);
  }
  if (!features) throw new Error('the model has no pooled feature vector');
  return { tensors, bottlenecks, features };
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

function integerList(node: GraphNode, attribute: string): number[] {
  return (node.attr?.[attribute]?.list?.i ?? []).map(Number);
}

/** Strings of a TensorFlow graph are base64 in JSON. */
function text(base64: string | undefined): string {
  return Buffer.from(base64 ?? '', 'base64').toString();
}
