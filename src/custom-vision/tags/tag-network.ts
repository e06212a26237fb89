import { defaultBackbone, loadExtractor } from '../../backbone/backbone.js';
import { photoSize } from '../../backbone/look.js';
import { headOutputs } from '../../classifier/head-outputs.js';
import { Graph, type Tensor } from '../../onnx/graph.js';
import { createOperators, type Operators } from '../../onnx/operators.js';

/**
 * Joins extractor and head into one network, as clients of Custom Vision's exports expect it: from `data`, float
 * [n,3,320,320], RGB of 0..255, to `model_output` [n, tags], the probabilities. `metadata` tells clients how to prepare
 * photos.
 */
export function buildTagNetwork(head: Uint8Array, metadata: Readonly<Record<string, string>>): Uint8Array {
  const graph = new Graph();
  const ops = createOperators(graph);
  const pixels = toPixels(ops, graph.input('data', 'float', [-1, 3, photoSize, photoSize]));
  const embedding = graph.include(loadExtractor(defaultBackbone), 'extractor/', { pixels });
  const outputs = graph.include(head, 'head/', embedding);
  graph.output('model_output', outputs[headOutputs.coarse] as Tensor);
  for (const [key, value] of Object.entries(metadata)) graph.metadata(key, value);
  return graph.toBytes();
}

/** RGBA for the extractor. A pixel whose values are all below 0 is padding, as in a letterbox: white, with alpha 0. */
function toPixels(ops: Operators, data: Tensor): Tensor {
  const { graph, add, sub, mul, scalar } = ops;
  const highest = graph.node('ReduceMax', [data], [-1, 1, photoSize, photoSize], { axes: [1], keepdims: 1 });
  const padding = mul(ops.greater(ops.neg(highest), 0), scalar(255));
  const rgb = add(ops.clip(data, 0, 255), padding);
  const rgba = ops.transpose(ops.concat([rgb, sub(scalar(255), padding)], 1), [0, 2, 3, 1]);
  return ops.cast(graph.node('Round', [rgba], rgba.shape), 'uint8');
}
