import onnxProto, { type onnx as Onnx } from 'onnx-proto';
import { decodeGraph, elementTypes, type Tensor } from './graph.js';
import { meansTheSame, opset } from './opset.js';
import { openBatch, upgrade } from './upgrade.js';

/** A model that someone else exported, parts of which are included in one of our graphs. */
export interface ForeignModel {
  /** Its one input; -1 is a dimension that the model leaves open. */
  input: { name: string; shape: readonly number[] };
  nodes: readonly { operator: string; output: string; constantInputs: boolean }[];
  /** Its outputs that are tensors of floats. If a ZipMap makes a map of one, the tensor that goes into the ZipMap. */
  answers: readonly string[];
  /** Metadata of the exporter. */
  metadata: ReadonlyMap<string, string>;
  /** The model with another input shape and other outputs, to find out the shapes of these outputs. */
  expose(shape: readonly number[], outputs: readonly string[]): Uint8Array;
  /**
   * The part of the model that these outputs depend on, for an input of `shape`, to be included in one of our graphs.
   * It takes any number of photos, even if the model takes one at a time. Throws an Error for an operator that may
   * mean something else in our operator set.
   */
  cut(shape: readonly number[], outputs: readonly Pick<Tensor, 'name' | 'shape'>[]): Uint8Array;
}

/** A node in our operator set, and the constants that it needs besides those of the model. */
interface Rewritten {
  node: Onnx.INodeProto;
  constants: readonly Onnx.ITensorProto[];
}

const { onnx } = onnxProto;

/** Throws an Error that says why the file is no model, or no model that we can include. */
export function readForeignModel(bytes: Uint8Array): ForeignModel {
  const model = decode(bytes);
  const graph = decodeGraph(model);
  const version = Number(
    model.opsetImport.find(({ domain }) => !domain || domain === 'ai.onnx')?.version ?? 1,
  );
  const weights = new Map(graph.initializer.map((tensor) => [tensor.name!, tensor]));
  if (
    [...weights.values()].some(({ dataLocation }) => dataLocation === onnx.TensorProto.DataLocation.EXTERNAL)
  )
    throw new Error('its weights lie in another file: save it as one file');
  // Old exporters list weights among the inputs.
  const inputs = graph.input.filter(({ name }) => !weights.has(name!));
  const [input] = inputs;
  if (!input || inputs.length > 1) throw new Error(`it has ${inputs.length} inputs, not one`);
  if (input.type?.tensorType?.elemType !== elementTypes.float)
    throw new Error(`its input ${input.name} is not of 32-bit floats`);
  const single = Number(input.type.tensorType.shape?.dim?.[0]?.dimValue) === 1;
  const constants = new Set(weights.keys());
  const shapes = new Map(weights);
  const maker = new Map<string, Onnx.INodeProto>();
  const ofPhoto = new Set([input.name]);
  for (const node of graph.node) {
    const sees = node.input?.some((name) => ofPhoto.has(name));
    for (const output of node.output ?? []) {
      maker.set(output, node);
      if (sees) ofPhoto.add(output);
    }
    if (node.opType !== 'Constant') continue;
    constants.add(node.output![0]!);
    const value = node.attribute?.find(({ name }) => name === 'value')?.t;
    if (value instanceof onnx.TensorProto) shapes.set(node.output![0]!, value);
  }

  const partOf = (
    shape: readonly number[],
    output: Onnx.IValueInfoProto[],
    opsetImport: Onnx.IOperatorSetIdProto[],
    rewrite: (node: Onnx.INodeProto) => Rewritten,
  ): Uint8Array => {
    const wanted = new Set(output.map(({ name }) => name));
    const node = [...graph.node].reverse().filter((candidate) => {
      if (!candidate.output?.some((name) => wanted.has(name))) return false;
      for (const name of candidate.input ?? []) wanted.add(name);
      return true;
    });
    const rewritten = node.reverse().map(rewrite);
    const initializer = [
      ...graph.initializer.filter(({ name }) => wanted.has(name)),
      ...rewritten.flatMap(({ constants }) => constants),
    ];
    return onnx.ModelProto.encode({
      irVersion: 8,
      opsetImport,
      graph: {
        name: 'part',
        node: rewritten.map((one) => one.node),
        initializer,
        input: [valueInfo(input.name, shape)],
        output,
      },
    }).finish();
  };

  return {
    input: {
      name: input.name!,
      shape: (input.type.tensorType.shape?.dim ?? []).map((dim) => Number(dim.dimValue) || -1),
    },
    nodes: graph.node.map((node) => ({
      operator: node.opType!,
      output: node.output![0]!,
      constantInputs: (node.input ?? []).some((name) => constants.has(name)),
    })),
    expose: (shape, outputs) =>
      partOf(
        shape,
        outputs.map((name) => ({ name })),
        model.opsetImport,
        (node) => ({ node, constants: [] }),
      ),
    cut: (shape, outputs) =>
      partOf(
        shape,
        outputs.map((tensor) => valueInfo(tensor.name, tensor.shape)),
        [{ domain: '', version: opset }],
        (node) => {
          const current = upgrade(node, version);
          check(current.node, current.upgraded ? opset : version);
          if (!single || !ofPhoto.has(node.input?.[0] ?? '')) return current;
          const open = openBatch(current.node, shapes);
          return { node: open.node, constants: [...current.constants, ...open.constants] };
        },
      ),
    answers: graph.output.flatMap(({ name, type }) => {
      const made = maker.get(name!);
      if (made?.opType === 'ZipMap') return [made.input![0]!];
      return type?.tensorType?.elemType === elementTypes.float ? [name!] : [];
    }),
    metadata: new Map(model.metadataProps.map(({ key, value }) => [key!, value!])),
  };
}

function decode(bytes: Uint8Array): Onnx.ModelProto {
  let model: Onnx.ModelProto | undefined;
  try {
    model = onnx.ModelProto.decode(bytes);
  } catch (cause) {
    throw new Error('it is not an ONNX file, or a damaged one', { cause });
  }
  if (!model.graph?.node?.length) throw new Error('it is not an ONNX file, or an empty one');
  return model;
}

function check({ opType, domain, attribute, name }: Onnx.INodeProto, version: number): void {
  if (domain && domain !== 'ai.onnx')
    throw new Error(`it uses ${domain}.${opType}, which is not of ONNX itself`);
  if (attribute?.some(({ g, graphs }) => g || graphs?.length))
    throw new Error(`${opType} (${name}) holds a graph of its own`);
  if (!meansTheSame(opType!, version)) {
    throw new Error(
      `its operator ${opType} of opset ${version} may mean something else in opset ${opset}: export it with opset ${opset}`,
    );
  }
}

function valueInfo(name: string | null | undefined, shape: readonly number[]): Onnx.IValueInfoProto {
  const dim = shape.map((size) => (size === -1 ? { dimParam: 'batch' } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: elementTypes.float, shape: { dim } } } };
}
