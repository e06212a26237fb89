import { UsageError } from '../errors.js';
import type { Layer, LayerList, NamedWeight, Operand, Padding, Pair } from './layer.js';
import { normalisation } from './normalisation.js';
import { toFloats, type Weight } from './weights.js';

/** A node of a TensorFlow graph as JSON. */
export interface GraphNode {
  name: string;
  op: string;
  input?: string[];
  attr?: Record<
    string,
    {
      s?: string;
      i?: string | number;
      f?: number;
      b?: boolean;
      list?: { i?: (string | number)[]; s?: string[] };
      shape?: { dim?: { size?: string | number }[] };
    }
  >;
}

/** Reads a TensorFlow.js graph model (inference form, NHWC). Throws a UsageError on an unknown operation. */
export function readGraphLayers(
  nodes: readonly GraphNode[],
  weights: ReadonlyMap<string, Weight>,
): LayerList {
  const layers: Layer[] = [];
  let size: number | undefined;
  for (const node of nodes) {
    if (node.op === 'Const') continue;
    if (node.op === 'Placeholder') {
      const side = Number(node.attr?.shape?.shape?.dim?.[1]?.size ?? -1);
      size = side > 0 ? side : undefined;
    }
    layers.push(...toLayers(node, weights));
  }
  return { layers, size, output: findOutput(nodes) };
}

/** Nodes that no other node takes as input. */
function findOutput(nodes: readonly GraphNode[]): string {
  const used = new Set(nodes.flatMap(operandNames));
  return nodes.findLast(({ name, op }) => op !== 'Const' && !used.has(name))?.name ?? '';
}

/** An input is `name`, `name:output`, or `^name` where only the order matters. */
function operandNames({ input = [] }: GraphNode): string[] {
  return input.filter((text) => !text.startsWith('^')).map((text) => text.split(':')[0]!);
}

function toLayers(node: GraphNode, weights: ReadonlyMap<string, Weight>): Layer[] {
  const { name, op } = node;
  const inputs = operandNames(node);
  const weightOf = (index: number): NamedWeight => {
    const weight = weights.get(inputs[index] ?? '');
    if (!weight) throw unsupported(node, `its operand ${inputs[index]} is not a constant`);
    return { name: inputs[index]!, weight };
  };
  const numbers = (index: number) => [...toFloats(weightOf(index).weight)];
  const operand = (input: string): Operand => {
    const weight = weights.get(input);
    return weight ? toFloats(weight) : input;
  };
  const first = inputs.slice(0, 1);
  const spatial = (attribute: string): Pair => {
    const values = (node.attr?.[attribute]?.list?.i ?? []).map(Number);
    return values.length === 4 ? [values[1]!, values[2]!] : [1, 1];
  };
  const padding = (): Padding => {
    const value = text(node.attr?.padding?.s);
    if (value === 'SAME') return 'same';
    if (value === 'VALID') return 'valid';
    throw unsupported(node, `padding ${value}`);
  };
  const activations = { Relu: undefined, Relu6: 6 } as const;
  const convolution = (depthwise: boolean, fused: readonly string[]): Layer[] => {
    const [activation, ...more] = fused.filter((part) => part !== 'BiasAdd');
    if (more.length > 0 || (activation && !(activation in activations)))
      throw unsupported(node, `fused ${fused.join(', ')}`);
    const layer = {
      kind: 'convolution',
      inputs: first,
      kernel: weightOf(1),
      depthwise,
      bias: fused.includes('BiasAdd') ? weightOf(2) : undefined,
      strides: spatial('strides'),
      dilations: spatial('dilations'),
      padding: padding(),
    } as const;
    if (!activation) return [{ name, ...layer }];
    const most = activations[activation as keyof typeof activations];
    return [
      { name: `${name}/linear`, ...layer },
      { name, kind: 'activation', inputs: [`${name}/linear`], activation: 'relu', most },
    ];
  };
  const pool = (kind: 'max' | 'average'): Layer[] => [
    {
      name,
      kind: 'pool',
      inputs: first,
      pool: kind,
      window: spatial('ksize'),
      strides: spatial('strides'),
      padding: padding(),
    },
  ];
  const arithmetic = (operator: 'add' | 'sub' | 'mul'): Layer[] => [
    { name, kind: 'arithmetic', inputs: inputs.map(operand), operator },
  ];
  const activation = (kind: 'relu' | 'sigmoid' | 'tanh', most?: number): Layer[] => [
    { name, kind: 'activation', inputs: first, activation: kind, most },
  ];
  const dense = (fused: readonly string[]): Layer[] => {
    if (node.attr?.transpose_a?.b || node.attr?.transpose_b?.b) throw unsupported(node, 'it transposes');
    const [biased, activated, ...more] = fused;
    const layer = { kind: 'dense', inputs: first, matrix: weightOf(1) } as const;
    if (biased === undefined) return [{ name, ...layer }];
    if (biased !== 'BiasAdd' || more.length > 0 || (activated && !(activated in activations)))
      throw unsupported(node, `fused ${fused.join(', ')}`);
    const bias = weightOf(2);
    if (!activated) return [{ name, ...layer, bias }];
    const most = activations[activated as keyof typeof activations];
    return [
      { name: `${name}/linear`, ...layer, bias },
      { name, kind: 'activation', inputs: [`${name}/linear`], activation: 'relu', most },
    ];
  };

  switch (op) {
    case 'Placeholder':
      return [{ name, kind: 'input', inputs: [] }];
    case 'Identity':
    case 'StopGradient':
      return [{ name, kind: 'same', inputs: first }];
    case 'Conv2D':
      return convolution(false, []);
    case 'DepthwiseConv2dNative':
      return convolution(true, []);
    case '_FusedConv2D':
    case 'FusedDepthwiseConv2dNative':
      return convolution(op !== '_FusedConv2D', (node.attr?.fused_ops?.list?.s ?? []).map(text));
    case 'FusedBatchNorm':
    case 'FusedBatchNormV2':
    case 'FusedBatchNormV3': {
      const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((index) => toFloats(weightOf(index).weight));
      const epsilon = node.attr?.epsilon?.f ?? 1e-4;
      return normalisation(name, first, { gamma, beta, mean: mean!, variance: variance!, epsilon });
    }
    case 'Add':
    case 'AddV2':
    case 'BiasAdd':
      return arithmetic('add');
    case 'Sub':
      return arithmetic('sub');
    case 'Mul':
      return arithmetic('mul');
    case 'Relu':
      return activation('relu');
    case 'Relu6':
      return activation('relu', 6);
    case 'Sigmoid':
      return activation('sigmoid');
    case 'Tanh':
      return activation('tanh');
    case 'MaxPool':
      return pool('max');
    case 'AvgPool':
      return pool('average');
    case 'ConcatV2': {
      if (![3, -1].includes(numbers(inputs.length - 1)[0]!))
        throw unsupported(node, 'it joins along another axis than the channels');
      return [{ name, kind: 'concatenate', inputs: inputs.slice(0, -1) }];
    }
    case 'Pad':
    case 'PadV2': {
      const [, , top = 0, bottom = 0, left = 0, right = 0] = numbers(1);
      return [{ name, kind: 'pad', inputs: first, rows: [top, bottom], columns: [left, right] }];
    }
    case 'Mean':
      return [{ name, kind: 'globalAverage', inputs: first }];
    case 'Squeeze':
      return [{ name, kind: 'flatten', inputs: first }];
    case 'Reshape':
      // A computed shape is that of a row for each photo.
      return weights.has(inputs[1] ?? '')
        ? [{ name, kind: 'reshape', inputs: first, shape: numbers(1) }]
        : [{ name, kind: 'flatten', inputs: first }];
    case 'Transpose':
      return [{ name, kind: 'transpose', inputs: first, order: numbers(1) }];
    case 'Slice':
      return [{ name, kind: 'slice', inputs: first, from: numbers(1), size: numbers(2) }];
    case 'MatMul':
      return dense([]);
    case '_FusedMatMul':
      return dense((node.attr?.fused_ops?.list?.s ?? []).map(text));
    case 'Softmax':
      return [{ name, kind: 'softmax', inputs: first }];
    default:
      throw unsupported(node, 'unknown operation');
  }
}

function unsupported({ name, op }: GraphNode, problem: string): UsageError {
  return new UsageError(
    `The network's operation ${op} (${name}) cannot be converted: ${problem}. An ONNX file of the network may work.`,
  );
}

/** Strings of a TensorFlow graph are base64 in JSON. */
function text(base64: string | undefined): string {
  return Buffer.from(base64 ?? '', 'base64').toString();
}
