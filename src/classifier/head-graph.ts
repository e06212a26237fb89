import { Graph } from '../onnx/graph.js';
import { createOperators } from '../onnx/operators.js';
import {
  buildHead,
  embeddingShapes,
  type HeadWeights,
  normalisationEpsilon,
  normalisedWidth,
  unflatten,
} from './head.js';
import { type Temperatures, toScores } from './scores.js';

export interface HeadLabels {
  families: number;
  /** Family of each finish. */
  familyOfFinish: Int32Array;
}

/**
 * A trained head as ONNX: an embedding (see buildExtractor) to `families` and `finishes` (calibrated
 * probabilities), `body_share` [n] and `logits`.
 */
export function buildHeadGraph(
  weights: HeadWeights,
  labels: HeadLabels,
  temperatures: Temperatures,
): Uint8Array {
  const graph = new Graph();
  const ops = createOperators(graph);
  const input = (name: keyof typeof embeddingShapes) =>
    graph.input(name, 'int8', [-1, ...embeddingShapes[name]]);
  const embedding = {
    cells: input('cells'),
    coarse: input('coarse'),
    global: input('global'),
    colour: input('colour'),
  };
  const outputs = labels.families + labels.familyOfFinish.length;
  const flat = graph.initializer('parameters', weights.parameters, [weights.parameters.length]);
  const mean = graph.initializer('mean', weights.mean, [normalisedWidth]);
  const scale = weights.spread.map((value) => 1 / Math.sqrt(value + normalisationEpsilon));
  const inverse = graph.initializer('scale', scale, [normalisedWidth]);
  const { logits, bodyShare } = buildHead(ops, embedding, unflatten(ops, flat, outputs), {
    normalise: (x) => ops.mul(ops.sub(x, mean), inverse),
    dropout: (x) => x,
    jitter: (lab) => lab,
  });
  const scores = toScores(ops, logits, labels.families, labels.familyOfFinish, temperatures);
  graph.output('families', scores.families);
  graph.output('finishes', scores.finishes);
  graph.output('body_share', bodyShare);
  graph.output('logits', logits);
  return graph.toBytes();
}

/** Extractor and head as one model: `pixels` to the head's outputs. */
export function joinModel(extractor: Uint8Array, head: Uint8Array): Uint8Array {
  const graph = new Graph();
  const embedding = graph.include(extractor, 'extractor/');
  const outputs = graph.include(head, 'head/', embedding);
  for (const [name, tensor] of Object.entries(outputs)) graph.output(name, tensor);
  return graph.toBytes();
}
