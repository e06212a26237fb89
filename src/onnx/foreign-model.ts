import onnxProto, { type onnx as Onnx } from 'onnx-proto';
import { elementTypes, type Tensor } from './graph.js';
import { meansTheSame, opset } from './opset.js';

/** A model that someone else exported, of which parts are to become part of a graph of ours. */
export interface ForeignModel {
  /** Its one input; -1 is a dimension that the model leaves open. */
  input: { name: string; shape: readonly number[] };
  nodes: readonly { operator: string; output: string; constantInputs: boolean }[];
  /** The model as it is but for its input's shape and its outputs, to find out what shapes these have. */
  expose(shape: readonly number[], outputs: readonly string[]): Uint8Array;
  /**
   * The part of the model that these outputs depend on, for an input of `shape`, to be included in a graph of
   * ours. Throws an Error on an operator that may mean something else in our operator set.
   */
  cut(shape: readonly number[], outputs: readonly Pick<Tensor, 'name' | 'shape'>[]): Uint8Array;
}

const { onnx } = onnxProto;

/** Throws an Error that says what is wrong with a file that is no model or not one of the kind that we can include. */
export function readForeignModel(bytes: Uint8Array): ForeignModel {
  const model = decode(bytes);
  const graph = model.graph as Onnx.GraphProto;
  const version = Number(
    model.opsetImport.find(({ domain }) => !domain || domain === 'ai.onnx')?.version ?? 1,
  );
  const weights = new Map(graph.initializer.map((tensor) => [tensor.name as string, tensor]));
  if (
    [...weights.values()].some(({ dataLocation }) => dataLocation === onnx.TensorProto.DataLocation.EXTERNAL)
  )
    throw new Error('its weights lie in another file: save it as one file');
  // Old exporters list weights among the inputs.
  const inputs = graph.input.filter(({ name }) => !weights.has(name as string));
  const [input] = inputs;
  if (!input || inputs.length > 1) throw new Error(`it has ${inputs.length} inputs, not one`);
  if (input.type?.tensorType?.elemType !== elementTypes.float)
    throw new Error(`its input ${input.name} is not of 32-bit floats`);
  const constants = new Set(weights.keys());
  for (const node of graph.node) if (node.opType === 'Constant') constants.add(node.output?.[0] as string);

  const partOf = (
    shape: readonly number[],
    output: Onnx.IValueInfoProto[],
    opsetImport: Onnx.IOperatorSetIdProto[],
    checkNode: (node: Onnx.INodeProto) => void,
  ): Uint8Array => {
    const wanted = new Set(output.map(({ name }) => name));
    const node = [...graph.node].reverse().filter((candidate) => {
      if (!candidate.output?.some((name) => wanted.has(name))) return false;
      for (const name of candidate.input ?? []) wanted.add(name);
      return true;
    });
    node.forEach(checkNode);
    const initializer = graph.initializer.filter(({ name }) => wanted.has(name));
    return onnx.ModelProto.encode({
      irVersion: 8,
      opsetImport,
      graph: {
        name: 'part',
        node: node.reverse(),
        initializer,
        input: [valueInfo(input.name, shape)],
        output,
      },
    }).finish();
  };

  return {
    input: {
      name: input.name as string,
      shape: (input.type.tensorType.shape?.dim ?? []).map((dim) => Number(dim.dimValue) || -1),
    },
    nodes: graph.node.map((node) => ({
      operator: node.opType as string,
      output: node.output?.[0] as string,
      constantInputs: (node.input ?? []).some((name) => constants.has(name)),
    })),
    expose: (shape, outputs) =>
      partOf(
        shape,
        outputs.map((name) => ({ name })),
        model.opsetImport,
        () => {},
      ),
    cut: (shape, outputs) =>
      partOf(
        shape,
        outputs.map((tensor) => valueInfo(tensor.name, tensor.shape)),
        [{ domain: '', version: opset }],
        (node) => check(node, version),
      ),
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
  if (!meansTheSame(opType as string, version)) {
    throw new Error(
      `its operator ${opType} of opset ${version} may mean something else in opset ${opset}: export it with opset ${opset}`,
    );
  }
}

function valueInfo(name: string | null | undefined, shape: readonly number[]): Onnx.IValueInfoProto {
  const dim = shape.map((size) => (size === -1 ? { dimParam: 'batch' } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: elementTypes.float, shape: { dim } } } };
}
