import { unflatten } from '../../backbone/attention.js';
import { embeddingShapes } from '../../backbone/grid.js';
import {
  buildHead,
  hiddenWidth,
  normalisationEpsilon,
  normalisedWidth,
  parameterCount,
  parameterShapes,
  pooledWidth,
} from '../../classifier/head.js';
import type { ByTier } from '../../classifier/label-tree.js';
import type { Reading } from '../../classifier/scores.js';
import { gradients } from '../../onnx/gradient.js';
import { Graph, sizeOf, type Tensor } from '../../onnx/graph.js';
import { createOperators, type Operators } from '../../onnx/operators.js';

export interface StepOptions {
  batch: number;
  /** How many labels each tier has. */
  labels: ByTier<number>;
  hierarchy: Reading;
}

/** Adam (https://arxiv.org/abs/1412.6980) with decoupled weight decay (https://arxiv.org/abs/1711.05101). */
const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

/** The scalars that buildTrainingStep takes for a step, counted from 1, at a learning rate. */
export function adamSchedule(step: number, rate: number, weightDecay: number) {
  const root = Math.sqrt(1 - beta2 ** step);
  return { rate: (rate * root) / (1 - beta1 ** step), epsilon: epsilon * root, decay: rate * weightDecay };
}

/**
 * One training step as an ONNX graph: forward, backward and AdamW.
 *
 * Inputs: the embedding of a batch; `jitter_scale`, `jitter_shift` [n,3,1,1]; `dropout_pooled`,
 * `dropout_hidden` (masks, already scaled); `coarse_target` [n,C] and `fine_target` [n,F] (0 in the row of a
 * photo without a fine label); `fine_mask` [n,F] (0 below the true coarse label, else very negative); `weight` [n,1];
 * `parameters`, `momentum`, `variance` [P]; `rate`, `epsilon` and `decay` of this step, see
 * adamSchedule.
 * Outputs: `loss`, `next_parameters`, `next_momentum`, `next_variance`, and the batch's `mean` and `spread`.
 * A flat model has one softmax over both targets and no mask; a multilabel model has the coarse target only.
 */
export function buildTrainingStep(options: StepOptions): Uint8Array {
  const { batch } = options;
  const { coarse: coarseCount, fine: fineCount } = options.labels;
  const graph = new Graph();
  const ops = createOperators(graph);
  const { add, sub, mul, div, sum, scalar } = ops;
  const input = (name: string, shape: readonly number[]) => graph.input(name, 'float', shape);

  const count = parameterCount(coarseCount + fineCount);
  const state = input('parameters', [count]);
  const embedding = {
    cells: graph.input('cells', 'int8', [batch, ...embeddingShapes.cells]),
    coarse: graph.input('coarse', 'int8', [batch, ...embeddingShapes.coarse]),
    global: graph.input('global', 'int8', [batch, ...embeddingShapes.global]),
    colour: graph.input('colour', 'int8', [batch, ...embeddingShapes.colour]),
  };
  const jitterScale = input('jitter_scale', [batch, 3, 1, 1]);
  const jitterShift = input('jitter_shift', [batch, 3, 1, 1]);
  const masks = {
    pooled: input('dropout_pooled', [batch, pooledWidth]),
    hidden: input('dropout_hidden', [batch, hiddenWidth]),
  };

  let statistics: { mean: Tensor; spread: Tensor } | undefined;
  const parameters = unflatten(ops, state, parameterShapes(coarseCount + fineCount));
  const logits = buildHead(ops, embedding, parameters, {
    normalise(x) {
      const mean = div(sum(x, [0]), scalar(batch));
      const centred = sub(x, mean);
      const spread = div(sum(mul(centred, centred), [0]), scalar(batch));
      statistics = { mean, spread };
      return div(centred, ops.sqrt(add(spread, scalar(normalisationEpsilon))));
    },
    dropout: (x, place) => mul(x, masks[place]),
    jitter: (lab) => add(mul(lab, jitterScale), jitterShift),
  });

  const weight = input('weight', [batch, 1]);
  const crossEntropy = (values: Tensor, target: Tensor) =>
    mul(sum(mul(logSoftmax(ops, values), target), [1]), ops.neg(weight));
  const coarseTarget = input('coarse_target', [batch, coarseCount]);
  const fineTarget = input('fine_target', [batch, fineCount]);
  const fineMask = input('fine_mask', [batch, fineCount]);
  const tierLosses = () => {
    const within = add(ops.slice(logits, 1, coarseCount, coarseCount + fineCount), fineMask);
    const coarseLoss = crossEntropy(ops.slice(logits, 1, 0, coarseCount), coarseTarget);
    return add(coarseLoss, crossEntropy(within, fineTarget));
  };
  const lossesOf: Record<Reading, () => Tensor> = {
    soft: tierLosses,
    hard: tierLosses,
    flat: () => crossEntropy(logits, ops.concat([coarseTarget, fineTarget], 1)),
    multilabel: () => mul(sum(binaryCrossEntropy(ops, logits, coarseTarget), [1]), weight),
  };
  const losses = lossesOf[options.hierarchy]();
  const loss = div(sum(losses, [0, 1], false), scalar(batch));

  const pieces = gradients(ops, loss, Object.values(parameters));
  const gradient = ops.concat(
    pieces.map((piece) => ops.reshape(piece, [sizeOf(piece.shape)])),
    0,
  );
  const rate = input('rate', []);
  const momentum = add(mul(input('momentum', [count]), scalar(beta1)), mul(gradient, scalar(1 - beta1)));
  const variance = add(
    mul(input('variance', [count]), scalar(beta2)),
    mul(mul(gradient, gradient), scalar(1 - beta2)),
  );
  // The rate and epsilon contain the corrections of Adam's two averages: that saves passes over all parameters.
  const step = div(momentum, add(ops.sqrt(variance), input('epsilon', [])));
  const decay = mul(state, input('decay', []));
  graph.output('loss', loss);
  graph.output('next_parameters', sub(state, add(mul(rate, step), decay)));
  graph.output('next_momentum', momentum);
  graph.output('next_variance', variance);
  if (!statistics) throw new Error('the head does not normalise');
  graph.output('mean', ops.reshape(statistics.mean, [normalisedWidth]));
  graph.output('spread', ops.reshape(statistics.spread, [normalisedWidth]));
  return graph.toBytes();
}

function logSoftmax(ops: Operators, x: Tensor): Tensor {
  const top = ops.graph.node('ReduceMax', [x], [x.shape[0]!, 1], { axes: [1], keepdims: 1 });
  const shifted = ops.sub(x, top);
  return ops.sub(shifted, ops.log(ops.sum(ops.exp(shifted), [1])));
}

/** Of sigmoids, from their logits: max(x, 0) - x t + log(1 + exp(-|x|)). No logit makes it overflow. */
function binaryCrossEntropy(ops: Operators, x: Tensor, target: Tensor): Tensor {
  const { add, sub, mul, neg, relu } = ops;
  const magnitude = add(relu(x), relu(neg(x)));
  return add(sub(relu(x), mul(x, target)), ops.log(add(ops.exp(neg(magnitude)), ops.scalar(1))));
}
