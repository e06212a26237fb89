import { Graph, type Tensor } from '../onnx/graph.js';
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
 * Trained heads as ONNX: an embedding (see buildExtractor) to `families` and `finishes` (calibrated
 * probabilities), `body_share` [n] and `logits`. Several heads answer by the mean of their logits.
 */
export function buildHeadGraph(
  members: readonly HeadWeights[],
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
  const heads = members.map((weights, member) => {
    const flat = graph.initializer(`parameters_${member}`, weights.parameters, [weights.parameters.length]);
    const mean = graph.initializer(`mean_${member}`, weights.mean, [normalisedWidth]);
    const scale = weights.spread.map((value) => 1 / Math.sqrt(value + normalisationEpsilon));
    const inverse = graph.initializer(`scale_${member}`, scale, [normalisedWidth]);
    return buildHead(ops, embedding, unflatten(ops, flat, outputs), {
      normalise: (x) => ops.mul(ops.sub(x, mean), inverse),
      dropout: (x) => x,
      jitter: (lab) => lab,
    });
  });
  const mean = (values: readonly Tensor[]) =>
    ops.mul(
      values.reduce((sum, value) => ops.add(sum, value)),
      ops.scalar(1 / values.length),
    );
  const logits = mean(heads.map((head) => head.logits));
  const scores = toScores(ops, logits, labels.families, labels.familyOfFinish, temperatures);
  graph.output('families', scores.families);
  graph.output('finishes', scores.finishes);
  graph.output('body_share', mean(heads.map((head) => head.bodyShare)));
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
