import type { ReadGraph, ReadNode } from '../onnx/read.js';

type Activation = 'relu' | 'relu6';

/**
 * The nodes of a graph as this engine runs them: kernels of convolutions are transposed from ONNX's
 * [out, in, h, w] to TensorFlow's [h, w, in, out], and an activation that follows a convolution is computed within it.
 * A quantisation gets the least number of its type, because this engine has one type for all integers.
 */
export function lower(graph: ReadGraph): ReadNode[] {
  const activations = findActivations(graph);
  const fused = new Set([...activations.values()].map(({ node }) => node));
  return graph.nodes.flatMap((node) => {
    if (fused.has(node)) return [];
    if (node.operator === 'QuantizeLinear') {
      const signed = graph.constants.get(node.inputs[2] ?? '')?.type === 'int8';
      return [{ ...node, attributes: new Map([...node.attributes, ['least', signed ? -128 : 0]]) }];
    }
    if (node.operator !== 'Conv') return [node];
    const [x = '', kernel = '', ...bias] = node.inputs;
    const laidOut = `${node.name}/kernel`;
    const perm = new Map([['perm', [2, 3, 1, 0]]]);
    const { node: after, activation } = activations.get(node) ?? {};
    return [
      { operator: 'Transpose', name: laidOut, inputs: [kernel], outputs: [laidOut], attributes: perm },
      {
        ...node,
        inputs: [x, laidOut, ...bias],
        outputs: after?.outputs ?? node.outputs,
        attributes: new Map([...node.attributes, ['activation', activation ?? 'linear']]),
      },
    ];
  });
}

/** By convolution: the activation that is the only user of its output. */
function findActivations(graph: ReadGraph): Map<ReadNode, { node: ReadNode; activation: Activation }> {
  const uses = new Map<string, number>();
  const used = [...graph.nodes.flatMap(({ inputs }) => inputs), ...graph.outputs.map(({ name }) => name)];
  for (const name of used) uses.set(name, (uses.get(name) ?? 0) + 1);
  const convolutions = new Map(
    graph.nodes.filter(({ operator }) => operator === 'Conv').map((node) => [node.outputs[0], node]),
  );
  const found = new Map<ReadNode, { node: ReadNode; activation: Activation }>();
  for (const node of graph.nodes) {
    const convolution = convolutions.get(node.inputs[0]);
    const activation = toActivation(node, graph);
    if (convolution && activation && uses.get(node.inputs[0]!) === 1)
      found.set(convolution, { node, activation });
  }
  return found;
}

function toActivation({ operator, inputs }: ReadNode, { constants }: ReadGraph): Activation | undefined {
  if (operator === 'Relu') return 'relu';
  const bound = (input: number) => constants.get(inputs[input] ?? '')?.data[0];
  return operator === 'Clip' && bound(1) === 0 && bound(2) === 6 ? 'relu6' : undefined;
}
