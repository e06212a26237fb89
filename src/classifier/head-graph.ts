import type { Embedding } from '../backbone/attention.js';
import { embeddingShapes } from '../backbone/grid.js';
import { roundColumns } from '../backbone/projection.js';
import { Graph, sizeOf, type Tensor } from '../onnx/graph.js';
import { createOperators, type Operators } from '../onnx/operators.js';
import {
  buildHead,
  type HeadWeights,
  normalisationEpsilon,
  normalisedWidth,
  parameterShapes,
} from './head.js';
import { type Reading, type Temperatures, toScores } from './scores.js';

/** Looks at a photo that an answer rests on: the whole photo, and the body closer. */
export const answeringLooks = 2;

export interface HeadLabels {
  families: number;
  /** Family of each finish. */
  familyOfFinish: Int32Array;
}

/**
 * Trained heads as ONNX: embeddings of `looks` at a photo (see buildExtractor) to `families` and `finishes`
 * (calibrated probabilities), `body_share` [n] and `logits`. Heads and looks answer by the mean of their logits.
 */
export function buildHeadGraph(
  members: readonly HeadWeights[],
  labels: HeadLabels,
  temperatures: Temperatures,
  { hierarchy = 'soft', looks = answeringLooks }: { hierarchy?: Reading; looks?: number } = {},
): Uint8Array {
  const graph = new Graph();
  const ops = createOperators(graph);
  // Every look is a photo of its own to the heads.
  const input = (name: keyof typeof embeddingShapes) => {
    const shape = embeddingShapes[name];
    return ops.reshape(graph.input(name, 'int8', [-1, looks, ...shape]), [-1, ...shape]);
  };
  const embedding: Embedding = {
    cells: input('cells'),
    coarse: input('coarse'),
    global: input('global'),
    colour: input('colour'),
  };
  const outputs = labels.families + labels.familyOfFinish.length;
  const logitsOf = members.map((weights, member) => {
    const mean = graph.initializer(`mean_${member}`, weights.mean, [normalisedWidth]);
    const scale = weights.spread.map((value) => 1 / Math.sqrt(value + normalisationEpsilon));
    const inverse = graph.initializer(`scale_${member}`, scale, [normalisedWidth]);
    return buildHead(ops, embedding, storeParameters(ops, `${member}`, weights.parameters, outputs), {
      normalise: (x) => ops.mul(ops.sub(x, mean), inverse),
      dropout: (x) => x,
      jitter: (lab) => lab,
    });
  });
  const total = logitsOf.reduce((sum, one) => ops.add(sum, one));
  const logits = ops.mul(
    ops.sum(ops.reshape(total, [-1, looks, outputs]), [1], false),
    ops.scalar(1 / (members.length * looks)),
  );
  const scores = toScores(ops, logits, labels, temperatures, hierarchy);
  graph.output('families', scores.families);
  graph.output('finishes', scores.finishes);
  graph.output('body_share', bodyShare(ops, scores.families));
  graph.output('logits', logits);
  return graph.toBytes();
}

/** Parameters by name; the matrix of the dense layer, nine tenths of them all, is stored in 8 bits a value. */
function storeParameters(
  ops: Operators,
  member: string,
  parameters: Float32Array,
  outputs: number,
): Record<string, Tensor> {
  const { graph } = ops;
  let from = 0;
  return Object.fromEntries(
    Object.entries(parameterShapes(outputs)).map(([name, shape]) => {
      const values = parameters.subarray(from, from + sizeOf(shape));
      from += values.length;
      if (name !== 'denseWeight') return [name, graph.initializer(`${name}_${member}`, values, shape)];
      const { scale, weight } = roundColumns(values, shape[1]!);
      const stored = ops.cast(graph.initializer(`${name}_${member}`, weight, shape), 'float');
      return [name, ops.mul(stored, graph.initializer(`${name}_scale_${member}`, scale, [scale.length]))];
    }),
  );
}

/**
 * A photo that shows no body leaves the families open: full weight from a top probability of a half on.
 * On rendered photos that tells headstocks and cases from bodies better than how concentrated the
 * attention is (AUC 0.78 against 0.37).
 */
export function bodyShare(ops: Operators, families: Tensor): Tensor {
  const batch = families.shape[0]!;
  const top = ops.graph.node('ReduceMax', [families], [batch], { axes: [1], keepdims: 0 });
  return ops.clip(ops.mul(top, ops.scalar(2)), 0, 1);
}

/**
 * Extractor and head as one model: `pixels` to the head's outputs. What else the extractor gives is left out. Throws an
 * Error where the head is another network.
 */
export function joinModel(extractor: Uint8Array, head: Uint8Array): Uint8Array {
  const graph = new Graph();
  const embedding = graph.include(extractor, 'extractor/');
  const outputs = graph.include(head, 'head/', embedding);
  const missing = ['families', 'finishes', 'body_share'].filter((name) => !outputs[name]);
  if (missing.length > 0) throw new Error(`no output ${missing.join(', ')}`);
  for (const [name, tensor] of Object.entries(outputs)) graph.output(name, tensor);
  return graph.toBytes();
}
