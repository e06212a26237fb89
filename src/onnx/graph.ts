import onnxProto, { type onnx as Onnx } from 'onnx-proto';
import { opset } from './opset.js';

/** Element types by their ONNX number. */
export const elementTypes = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9 } as const;
export type ElementType = keyof typeof elementTypes;

/** A value of the graph. A dimension of -1 is the batch, whose size is known only when the graph runs. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: ElementType;
}

/** How many numbers a tensor of this shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

export type Attribute = number | string | readonly number[] | { float: number };

/** One operation that was recorded: what the reverse pass needs to know of it. */
export interface TapeEntry {
  inputs: readonly Tensor[];
  output: Tensor;
  /** Gradients of the inputs given the gradient of the output; undefined where there is none. */
  backward: ((gradient: Tensor) => readonly (Tensor | undefined)[]) | undefined;
}

const { onnx } = onnxProto;
type Data = Float32Array | Int32Array | Uint8Array | Int8Array | BigInt64Array;

/**
 * Builds an ONNX model node by node: https://onnx.ai/onnx/operators. The converter, the heads and their
 * training steps are all written with it, through `Operators`.
 */
export class Graph {
  readonly tape: TapeEntry[] = [];
  readonly #nodes: Onnx.INodeProto[] = [];
  readonly #initializers = new Map<string, Onnx.ITensorProto>();
  readonly #inputs: Tensor[] = [];
  readonly #outputs: Tensor[] = [];
  readonly #constants = new Map<string, Tensor>();
  readonly #metadata: Onnx.IStringStringEntryProto[] = [];
  #count = 0;

  input(name: string, type: ElementType, shape: readonly number[]): Tensor {
    const tensor = { name, type, shape };
    this.#inputs.push(tensor);
    return tensor;
  }

  /** Weights that the model file carries. */
  initializer(name: string, data: Data, shape: readonly number[]): Tensor {
    const type = typeOf(data);
    this.#initializers.set(name, {
      name,
      dims: [...shape],
      dataType: elementTypes[type],
      rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    });
    return { name, type, shape };
  }

  scalar(value: number): Tensor {
    return this.#constant(`scalar ${value}`, Float32Array.of(value), []);
  }

  byte(value: number): Tensor {
    return this.#constant(`byte ${value}`, Uint8Array.of(value), []);
  }

  integers(values: readonly number[]): Tensor {
    return this.#constant(`integers ${values}`, BigInt64Array.from(values, BigInt), [values.length]);
  }

  #constant(key: string, data: Data, shape: readonly number[]): Tensor {
    let tensor = this.#constants.get(key);
    if (!tensor) {
      tensor = this.initializer(`constant_${this.#constants.size}`, data, shape);
      this.#constants.set(key, tensor);
    }
    return tensor;
  }

  /** Appends a node with one output of the given shape. */
  node(
    operator: string,
    inputs: readonly Tensor[],
    shape: readonly number[],
    attributes: Record<string, Attribute> = {},
    type: ElementType = inputs[0]?.type ?? 'float',
    backward?: TapeEntry['backward'],
  ): Tensor {
    const output: Tensor = { name: `${operator.toLowerCase()}_${this.#count++}`, shape, type };
    this.#nodes.push({
      opType: operator,
      name: output.name,
      input: inputs.map((tensor) => tensor.name),
      output: [output.name],
      attribute: Object.entries(attributes).map(([name, value]) => toAttribute(name, value)),
    });
    this.tape.push({ inputs, output, backward });
    return output;
  }

  output(name: string, tensor: Tensor): void {
    this.#nodes.push({ opType: 'Identity', name, input: [tensor.name], output: [name] });
    this.#outputs.push({ ...tensor, name });
  }

  /** Adds a metadata entry to the model file. */
  metadata(key: string, value: string): void {
    this.#metadata.push({ key, value });
  }

  /**
   * Adds a whole model and returns its outputs by name. `bind` feeds its inputs by name; the others become inputs of
   * this graph. The prefix keeps its names apart. A model that is included twice under one prefix shares its weights.
   */
  include(bytes: Uint8Array, prefix: string, bind: Record<string, Tensor> = {}): Record<string, Tensor> {
    const graph = decodeGraph(onnx.ModelProto.decode(bytes));
    const names = new Map<string, string>([['', '']]);
    for (const value of graph.input) {
      const tensor = toTensor(value);
      const bound = bind[tensor.name];
      if (!bound) this.#inputs.push(tensor);
      names.set(tensor.name, bound?.name ?? tensor.name);
    }
    for (const tensor of graph.initializer) {
      const name = `${prefix}${tensor.name}`;
      names.set(tensor.name!, name);
      this.#initializers.set(name, { ...tensor, name });
    }
    const call = this.#count++;
    const rename = (name: string) => names.get(name) ?? `${prefix}${call}/${name}`;
    for (const node of graph.node) {
      this.#nodes.push({
        ...node,
        name: rename(node.name!),
        input: (node.input ?? []).map(rename),
        output: (node.output ?? []).map(rename),
      });
    }
    return Object.fromEntries(
      graph.output.map((value) => {
        const tensor = toTensor(value);
        return [tensor.name, { ...tensor, name: rename(tensor.name) }];
      }),
    );
  }

  /** The model as an ONNX file, without nodes that no output depends on. */
  toBytes(): Uint8Array {
    const wanted = new Set(this.#outputs.map((output) => output.name));
    const nodes = [...this.#nodes].reverse().filter((node) => {
      if (!node.output?.some((name) => wanted.has(name))) return false;
      for (const name of node.input ?? []) wanted.add(name);
      return true;
    });
    return onnx.ModelProto.encode({
      irVersion: 8,
      producerName: 'honeyburst',
      opsetImport: [{ domain: '', version: opset }],
      graph: {
        name: 'honeyburst',
        node: nodes.reverse(),
        initializer: [...this.#initializers.values()].filter((tensor) => wanted.has(tensor.name!)),
        input: this.#inputs.map(toValueInfo),
        output: this.#outputs.map(toValueInfo),
      },
      metadataProps: this.#metadata,
    }).finish();
  }
}

/** The graph of a decoded model. Throws an Error if it has none. */
export function decodeGraph({ graph }: Onnx.ModelProto): Onnx.GraphProto {
  if (!(graph instanceof onnx.GraphProto)) throw new Error('this is not an ONNX model');
  return graph;
}

function typeOf(data: Data): ElementType {
  if (data instanceof Float32Array) return 'float';
  if (data instanceof Uint8Array) return 'uint8';
  if (data instanceof Int8Array) return 'int8';
  return data instanceof Int32Array ? 'int32' : 'int64';
}

function toAttribute(name: string, value: Attribute): Onnx.IAttributeProto {
  const { AttributeType } = onnx.AttributeProto;
  if (typeof value === 'number') return { name, type: AttributeType.INT, i: value };
  if (typeof value === 'string')
    return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) };
  if ('float' in value) return { name, type: AttributeType.FLOAT, f: value.float };
  return { name, type: AttributeType.INTS, ints: [...value] };
}

function toValueInfo({ name, type, shape }: Tensor): Onnx.IValueInfoProto {
  const dim = shape.map((size) => (size === -1 ? { dimParam: 'batch' } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: elementTypes[type], shape: { dim } } } };
}

export function toTensor(value: Onnx.IValueInfoProto): Tensor {
  const type = Object.entries(elementTypes).find(([, number]) => number === value.type?.tensorType?.elemType);
  if (!value.name || !type) throw new Error(`unknown element type of ${value.name}`);
  const shape = (value.type?.tensorType?.shape?.dim ?? []).map((dim) =>
    dim.dimParam ? -1 : Number(dim.dimValue),
  );
  return { name: value.name, type: type[0] as ElementType, shape };
}
