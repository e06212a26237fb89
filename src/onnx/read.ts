import onnxProto, { type onnx as Onnx } from 'onnx-proto';
import { decodeGraph, type ElementType, elementTypes, type Tensor, toTensor } from './graph.js';

export type AttributeValue = number | string | readonly number[];

export interface ReadNode {
  operator: string;
  name: string;
  /** Names; empty where an optional input is left out. */
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: ReadonlyMap<string, AttributeValue>;
}

/** Numbers that the model file carries; int64 values are clamped to 32 bits. */
export interface Constant {
  type: ElementType;
  shape: readonly number[];
  data: Float32Array | Int32Array;
}

export interface ReadGraph {
  inputs: readonly Tensor[];
  outputs: readonly Tensor[];
  constants: ReadonlyMap<string, Constant>;
  /** Each node comes after those whose outputs it takes. */
  nodes: readonly ReadNode[];
}

const { onnx } = onnxProto;

/** Reads an ONNX file. Throws if it is none, or holds a type of number that we do not use. */
export function readGraph(bytes: Uint8Array): ReadGraph {
  const graph = decodeGraph(onnx.ModelProto.decode(bytes));
  if (graph.output.length === 0) throw new Error('this is not an ONNX model');
  const constants = new Map<string, Constant>();
  for (const tensor of graph.initializer) constants.set(tensor.name!, toConstant(tensor));
  const nodes: ReadNode[] = [];
  for (const node of graph.node) {
    const value = node.opType === 'Constant' && node.attribute?.find(({ name }) => name === 'value')?.t;
    if (value) constants.set(node.output![0]!, toConstant(value));
    else nodes.push(toNode(node));
  }
  // Older files list their initializers among the inputs.
  const inputs = graph.input.filter(({ name }) => !constants.has(name!));
  return { inputs: inputs.map(toTensor), outputs: graph.output.map(toTensor), constants, nodes };
}

function toNode(node: Onnx.INodeProto): ReadNode {
  const outputs = node.output ?? [];
  return {
    operator: node.opType!,
    name: node.name || outputs[0]!,
    inputs: node.input ?? [],
    outputs,
    attributes: new Map((node.attribute ?? []).map((one) => [one.name!, toAttributeValue(one)])),
  };
}

function toAttributeValue({ name, type, i, f, s, ints, floats }: Onnx.IAttributeProto): AttributeValue {
  const { AttributeType } = onnx.AttributeProto;
  if (type === AttributeType.INT) return Number(i);
  if (type === AttributeType.FLOAT) return f ?? 0;
  if (type === AttributeType.STRING) return new TextDecoder().decode(s ?? new Uint8Array());
  if (type === AttributeType.INTS) return (ints ?? []).map(Number);
  if (type === AttributeType.FLOATS) return floats ?? [];
  throw new Error(`the attribute ${name} is of a kind that is not supported`);
}

function toConstant(tensor: Onnx.ITensorProto): Constant {
  const { dataType, name, rawData, floatData, int32Data, int64Data } = tensor;
  // Copied, because an array of wider numbers must start at a multiple of their width.
  const raw = new Uint8Array(rawData ?? []).buffer;
  const shape = (tensor.dims ?? []).map(Number);
  const given = raw.byteLength > 0;
  switch (dataType) {
    case elementTypes.float:
      return {
        type: 'float',
        shape,
        data: given ? new Float32Array(raw) : Float32Array.from(floatData ?? []),
      };
    case elementTypes.int64: {
      const wide = given ? [...new BigInt64Array(raw)] : (int64Data ?? []);
      return { type: 'int64', shape, data: Int32Array.from(wide, (value) => clampToInt32(Number(value))) };
    }
    case elementTypes.int32:
      return { type: 'int32', shape, data: given ? new Int32Array(raw) : Int32Array.from(int32Data ?? []) };
    case elementTypes.int8:
      return { type: 'int8', shape, data: Int32Array.from(given ? new Int8Array(raw) : (int32Data ?? [])) };
    case elementTypes.uint8:
    case elementTypes.bool:
      return {
        type: dataType === elementTypes.bool ? 'bool' : 'uint8',
        shape,
        data: Int32Array.from(given ? new Uint8Array(raw) : (int32Data ?? [])),
      };
    default:
      throw new Error(`the numbers of ${name} are of the ONNX type ${dataType}, which is not supported`);
  }
}

/** Other programs write "to the end" as the largest integer. */
function clampToInt32(value: number): number {
  return Math.min(Math.max(value, -(2 ** 31)), 2 ** 31 - 1);
}
