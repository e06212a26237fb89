import {
  attend,
  attentionHeads,
  attentionShapes,
  cellCount,
  cellWidth,
  type Embedding,
  toReal,
} from '../backbone/attention.js';
import { grid, projected } from '../backbone/grid.js';
import { sizeOf, type Tensor } from '../onnx/graph.js';
import type { Operators } from '../onnx/operators.js';
import { blurHistograms, colourBins, histogramBins } from './colour-histogram.js';

const hidden = 192;
const colourFeatures = 6;
const surroundingFeatures = 6;

/** Width of what is normalised over the batch: everything pooled except the histograms. */
export const normalisedWidth =
  attentionHeads * (cellWidth + colourFeatures) + projected.global + surroundingFeatures;
/** Width of the pooled vector that the dense layers see. */
export const pooledWidth = normalisedWidth + attentionHeads * histogramBins;
export const hiddenWidth = hidden;

/** Trained parameters by name with their shapes, for `outputs` logits. */
export function parameterShapes(outputs: number): Record<string, readonly number[]> {
  return {
    ...attentionShapes,
    denseWeight: [pooledWidth, hidden],
    denseBias: [hidden],
    outWeight: [hidden, outputs],
    outBias: [outputs],
  };
}

/** Added to the variance when normalising. */
export const normalisationEpsilon = 1e-2;

/** Everything that a trained head consists of. */
export interface HeadWeights {
  /** All parameters in one flat vector, in the order of parameterShapes. */
  parameters: Float32Array;
  /** Fixed statistics of what is normalised, [normalisedWidth] each; `spread` is the variance. */
  mean: Float32Array;
  spread: Float32Array;
}

export function parameterCount(outputs: number): number {
  return Object.values(parameterShapes(outputs)).reduce((total, shape) => total + sizeOf(shape), 0);
}

/** Where training and inference differ. */
export interface HeadMode {
  /** Batch statistics while training, fixed ones afterwards: [n, normalisedWidth] to the same. */
  normalise(x: Tensor): Tensor;
  /** Identity outside training. */
  dropout(x: Tensor, place: 'pooled' | 'hidden'): Tensor;
  /** Colour jitter of Lab points [n, 3, 196, 16]; identity outside training. */
  jitter(lab: Tensor): Tensor;
}

/**
 * Attention over cells, colour where the attention is: three attention heads look for the body in what
 * the backbone and the colours say of each cell, and the dense layers see features and a joint Lab
 * histogram pooled there. An ImageNet backbone ignores colour, and walls, cases and pickguards are
 * coloured too: the colour must be read on the body. Gives the logits [n, outputs].
 */
export function buildHead(
  ops: Operators,
  embedding: Embedding,
  parameters: Record<string, Tensor>,
  mode: HeadMode,
): Tensor {
  const { scalar, add, sub, mul, div, sqrt, matmul, concat, reshape, clip } = ops;
  const batch = embedding.cells.shape[0]!;
  const p = (name: string) => parameters[name] as Tensor;
  const square = (x: Tensor) => mul(x, x);
  const attended = attend(ops, embedding, parameters, mode.jitter);
  const { cells, attention, lab, valid, mean, deviation } = attended;

  // What is seen there.
  const pooledCells = reshape(matmul(attention, cells), [batch, attentionHeads * cellWidth]);
  const pooledMean = matmul(attention, mean);
  const pooledSquare = matmul(attention, add(square(mean), square(deviation)));
  const pooledDeviation = sqrt(clip(sub(pooledSquare, square(pooledMean)), 1e-3, 1e5));
  const pooledColour = reshape(concat([div(pooledMean, scalar(40)), div(pooledDeviation, scalar(20))], 2), [
    batch,
    attentionHeads * colourFeatures,
  ]);
  const global = toReal(ops, embedding.global);
  const surroundings = div(attended.surroundings, scalar(20));
  const evidence = concat([pooledCells, pooledColour, global, surroundings], 1);
  const normalised = clip(mode.normalise(evidence), -5, 5);
  const pooled = concat([normalised, colourHistograms(ops, attention, lab, valid, global, batch)], 1);

  const dense = add(matmul(mode.dropout(pooled, 'pooled'), p('denseWeight')), p('denseBias'));
  return add(matmul(mode.dropout(ops.relu(dense), 'hidden'), p('outWeight')), p('outBias'));
}

/** One joint Lab histogram for each attention head, its points weighted by the attention of their cell. */
function colourHistograms(
  ops: Operators,
  attention: Tensor,
  lab: Tensor,
  valid: Tensor,
  global: Tensor,
  batch: number,
): Tensor {
  const { scalar, add, mul, div, sum, reshape } = ops;
  const total = attentionHeads * histogramBins;
  const flat = (x: Tensor) => reshape(x, [batch, 1, cellCount * grid.points]);
  const offsets = ops.graph.initializer(
    'histogram_offsets',
    BigInt64Array.from({ length: attentionHeads }, (_, head) => BigInt(head * histogramBins)),
    [1, attentionHeads, 1],
  );
  const each = [batch, attentionHeads * cellCount * grid.points];
  const index = reshape(add(flat(colourBins(ops, lab)), offsets), each);
  const perCell = reshape(attention, [batch, attentionHeads, cellCount, 1]);
  const weights = mul(perCell, reshape(valid, [batch, 1, cellCount, grid.points]));
  const zeros = mul(
    ops.slice(global, 1, 0, 1),
    ops.graph.initializer('histogram_zeros', new Float32Array(total), [1, total]),
  );
  const counts = reshape(ops.histogram(reshape(weights, each), index, zeros), [
    batch,
    attentionHeads,
    histogramBins,
  ]);
  const share = div(counts, add(sum(counts, [2]), scalar(1e-6)));
  const blurred = blurHistograms(ops, reshape(share, [-1, histogramBins]));
  return reshape(mul(ops.sqrt(add(blurred, scalar(1e-4))), scalar(4)), [batch, total]);
}
