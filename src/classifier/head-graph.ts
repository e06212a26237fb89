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
import { headOutputs } from './head-outputs.js';
import { type LabelTree, labelCount, withoutOthers } from './label-tree.js';
import { type Reading, type Temperatures, toScores } from './scores.js';
import { views } from './view.js';

/** Looks at a photo that an answer rests on: one at the whole photo, and a closer one at the body. */
export const answeringLooks = 2;

/** Heads that tell what part of a guitar is in sight, in the order of `views`, and what their logits are divided by. */
export interface ViewHeads {
  heads: readonly HeadWeights[];
  temperature: number;
}

export interface HeadGraphOptions {
  hierarchy?: Reading;
  looks?: number;
  views?: ViewHeads | undefined;
}

/**
 * Trained heads as ONNX: embeddings of `looks` at a photo (see buildExtractor) to `headOutputs`. The answer is the mean
 * of the logits of all heads and looks. The same arguments give the same bytes.
 */
export function buildHeadGraph(
  members: readonly HeadWeights[],
  labels: LabelTree,
  temperatures: Temperatures,
  { hierarchy = 'soft', looks = answeringLooks, views: viewHeads }: HeadGraphOptions = {},
): Uint8Array {
  const graph = new Graph();
  const ops = createOperators(graph);
  // To the heads, every look is a photo of its own.
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
  const logits = meanLogits(ops, embedding, members, { outputs: labelCount(labels), looks, name: '' });
  const scores = toScores(ops, logits, labels, temperatures, hierarchy);
  const named = withoutOthers(labels).fine.length;
  graph.output(headOutputs.coarse, scores.coarse);
  graph.output(
    headOutputs.fine,
    named < labels.fine.length ? ops.slice(scores.fine, 1, 0, named) : scores.fine,
  );
  graph.output(headOutputs.bodyShare, bodyShare(ops, scores.coarse));
  if (viewHeads) {
    const { heads, temperature } = viewHeads;
    const seen = meanLogits(ops, embedding, heads, { outputs: views.length, looks, name: 'view_' });
    graph.output(headOutputs.views, ops.softmax(ops.mul(seen, ops.scalar(1 / temperature))));
  }
  graph.output(headOutputs.logits, logits);
  return graph.toBytes();
}

/** The mean of the logits of all heads and looks: [n, outputs]. `name` sets the heads' parameters apart from others. */
function meanLogits(
  ops: Operators,
  embedding: Embedding,
  members: readonly HeadWeights[],
  { outputs, looks, name }: { outputs: number; looks: number; name: string },
): Tensor {
  const { graph } = ops;
  const logitsOf = members.map((weights, index) => {
    const member = `${name}${index}`;
    const mean = graph.initializer(`mean_${member}`, weights.mean, [normalisedWidth]);
    const scale = weights.spread.map((value) => 1 / Math.sqrt(value + normalisationEpsilon));
    const inverse = graph.initializer(`scale_${member}`, scale, [normalisedWidth]);
    return buildHead(ops, embedding, storeParameters(ops, member, weights.parameters, outputs), {
      normalise: (x) => ops.mul(ops.sub(x, mean), inverse),
      dropout: (x) => x,
      jitter: (lab) => lab,
    });
  });
  const total = logitsOf.reduce((sum, one) => ops.add(sum, one));
  return ops.mul(
    ops.sum(ops.reshape(total, [-1, looks, outputs]), [1], false),
    ops.scalar(1 / (members.length * looks)),
  );
}

/** Parameters by name. The matrix of the dense layer, nine tenths of all values, is stored in 8 bits a value. */
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
 * How clearly a photo shows a body, from its coarse scores: a photo without one leaves them undecided. The share is 1
 * from a highest score of a half on. On rendered photos this tells headstocks and cases from bodies better than the
 * concentration of the attention does (AUC 0.78 against 0.37).
 */
export function bodyShare(ops: Operators, coarse: Tensor): Tensor {
  const batch = coarse.shape[0]!;
  const top = ops.graph.node('ReduceMax', [coarse], [batch], { axes: [1], keepdims: 0 });
  return ops.clip(ops.mul(top, ops.scalar(2)), 0, 1);
}

/**
 * Extractor and head as one model: `pixels` to the head's outputs. Other outputs of the extractor are left out. Throws an
 * Error if the head lacks the probabilities or the body share.
 */
export function joinModel(extractor: Uint8Array, head: Uint8Array): Uint8Array {
  const graph = new Graph();
  const embedding = graph.include(extractor, 'extractor/');
  const outputs = graph.include(head, 'head/', embedding);
  const { coarse, fine, bodyShare } = headOutputs;
  const missing = [coarse, fine, bodyShare].filter((name) => !outputs[name]);
  if (missing.length > 0) throw new Error(`no output ${missing.join(', ')}`);
  for (const [name, tensor] of Object.entries(outputs)) graph.output(name, tensor);
  return graph.toBytes();
}
