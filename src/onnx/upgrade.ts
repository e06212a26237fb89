import onnxProto, { type onnx as Onnx } from 'onnx-proto';
import { elementTypes } from './graph.js';

const { onnx } = onnxProto;

interface Upgrade {
  /** The last operator set that has the old form. */
  until: number;
  /** Attributes that became inputs, in the order of these. */
  inputs?: readonly { name: string; type: 'ints' | 'float'; otherwise?: number }[];
  /** Attributes that have no effect at inference. */
  drop?: readonly string[];
  /** Attributes whose default has changed. */
  defaults?: Readonly<Record<string, number>>;
  as?: string;
}

const ints = (name: string) => ({ name, type: 'ints' }) as const;

/** How older forms of operators are written now: https://github.com/onnx/onnx/blob/main/docs/Changelog.md. */
const upgrades: Readonly<Record<string, Upgrade>> = {
  BatchNormalization: { until: 8, drop: ['spatial', 'momentum'] },
  Clip: {
    until: 10,
    inputs: [
      { name: 'min', type: 'float', otherwise: -3.402823e38 },
      { name: 'max', type: 'float', otherwise: 3.402823e38 },
    ],
  },
  Dropout: { until: 11, drop: ['ratio', 'is_test'], as: 'Identity' },
  MaxPool: { until: 7 },
  Pad: { until: 10, inputs: [ints('pads'), { name: 'value', type: 'float', otherwise: 0 }] },
  ReduceSum: { until: 12, inputs: [ints('axes')] },
  Slice: { until: 9, inputs: [ints('starts'), ints('ends'), ints('axes')] },
  // For rows it means the same, and an import compares the answers with those of the original model.
  Softmax: { until: 12, defaults: { axis: 1 } },
  Split: { until: 12, inputs: [ints('split')] },
  Squeeze: { until: 12, inputs: [ints('axes')] },
  Unsqueeze: { until: 12, inputs: [ints('axes')] },
};

/** A node of an older operator set in the form of ours; unchanged if there is nothing to do. */
export function upgrade(node: Onnx.INodeProto, version: number) {
  const rule = upgrades[node.opType!];
  const isSpatial = node.attribute?.every(({ name, i }) => name !== 'spatial' || Number(i) === 1) ?? true;
  if (!rule || version > rule.until || node.domain || !isSpatial)
    return { node, constants: [], upgraded: false };
  const { inputs = [], drop = [], defaults = {} } = rule;
  const given = new Map(node.attribute?.map((attribute) => [attribute.name!, attribute]));
  const constants: Onnx.ITensorProto[] = [];
  const more = inputs.map(({ name, type, otherwise }) => {
    const attribute = given.get(name);
    const values = type === 'ints' ? attribute?.ints?.map(Number) : [attribute?.f ?? otherwise ?? 0];
    if (!values) return '';
    const constant = `${node.output?.[0]}/${name}`;
    constants.push(type === 'ints' ? integers(constant, values) : { ...scalar(values[0]!), name: constant });
    return constant;
  });
  while (more.at(-1) === '') more.pop();
  const moved = [...inputs.map(({ name }) => name), ...drop];
  const attribute = [...given.values()].filter(({ name }) => !moved.includes(name!));
  for (const [name, value] of Object.entries(defaults))
    if (!given.has(name)) attribute.push(onnx.AttributeProto.create({ name, type: 2, i: value }));
  const output = rule.as === 'Identity' ? node.output?.slice(0, 1) : node.output;
  const current: Onnx.INodeProto = {
    ...node,
    opType: rule.as ?? node.opType,
    input: [...(node.input ?? []), ...more],
    output,
    attribute,
  };
  return { node: current, constants, upgraded: true };
}

/** Turns a reshape of one photo into one of any number, which keeps the first dimension of its input. */
export function openBatch(node: Onnx.INodeProto, tensors: ReadonlyMap<string, Onnx.ITensorProto>) {
  const shape = node.opType === 'Reshape' && tensors.get(node.input?.[1] ?? '');
  const sizes = shape ? toIntegers(shape) : [];
  if (sizes.length < 2 || sizes[0] !== 1) return { node, constants: [] };
  const name = `${node.output?.[0]}/shape`;
  return {
    node: { ...node, input: [node.input![0]!, name] },
    constants: [integers(name, [0, ...sizes.slice(1)])],
  };
}

function toIntegers({ rawData, int64Data }: Onnx.ITensorProto): number[] {
  if (!rawData?.length) return (int64Data ?? []).map(Number);
  return [...new BigInt64Array(new Uint8Array(rawData).buffer)].map(Number);
}

function integers(name: string, values: readonly number[]): Onnx.ITensorProto {
  const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return { name, dims: [values.length], dataType: elementTypes.int64, rawData };
}

function scalar(value: number): Onnx.ITensorProto {
  return { dims: [], dataType: elementTypes.float, rawData: new Uint8Array(Float32Array.of(value).buffer) };
}
