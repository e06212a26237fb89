import { embeddingScale, grid, projected } from '../backbone/extractor.js';
import type { Tensor } from '../onnx/graph.js';
import type { Operators } from '../onnx/operators.js';
import { blurMatrix, colourBins, histogramBins } from './colour-histogram.js';

const cellCount = grid.cells * grid.cells;
const width = 48;
const attentionHeads = 3;
const attentionHidden = 32;
const hidden = 192;
const colourFeatures = 6;

/** What the extractor gives for a batch of n photos; see buildExtractor. */
export interface Embedding {
  cells: Tensor;
  coarse: Tensor;
  global: Tensor;
  colour: Tensor;
}

export const embeddingShapes = {
  cells: [cellCount, projected.cells],
  coarse: [grid.coarse * grid.coarse, projected.coarse],
  global: [projected.global],
  colour: [4, cellCount, grid.points],
} as const;

/** Width of what is normalised over the batch: everything pooled except the histograms. */
export const normalisedWidth = attentionHeads * (width + colourFeatures) + projected.global;
/** Width of the pooled vector that the dense layers see. */
export const pooledWidth = normalisedWidth + attentionHeads * histogramBins;
export const hiddenWidth = hidden;

/** Trained parameters by name with their shapes, for `outputs` logits. */
export function parameterShapes(outputs: number): Record<string, readonly number[]> {
  return {
    cellWeight: [projected.cells, width],
    cellBias: [width],
    coarseWeight: [projected.coarse, width],
    colourWeight: [8, width],
    attentionWeight: [width, attentionHidden],
    attentionBias: [attentionHidden],
    attentionOut: [attentionHidden, attentionHeads],
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

/** Cuts the flat vector into parameters by name. */
export function unflatten(ops: Operators, flat: Tensor, outputs: number): Record<string, Tensor> {
  let from = 0;
  return Object.fromEntries(
    Object.entries(parameterShapes(outputs)).map(([name, shape]) => {
      const piece = ops.slice(flat, 0, from, from + sizeOf(shape));
      from += sizeOf(shape);
      return [name, ops.reshape(piece, shape)];
    }),
  );
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
  const { scalar, add, sub, mul, div, sum, sqrt, matmul, concat, reshape, clip } = ops;
  const batch = embedding.cells.shape[0] as number;
  const p = (name: string) => parameters[name] as Tensor;
  const real = (x: Tensor) => mul(ops.cast(x, 'float'), scalar(embeddingScale));
  const square = (x: Tensor) => mul(x, x);

  // Colour of each cell: mean, deviation, distance from the photo's border, share of valid points.
  const points = ops.cast(embedding.colour, 'float');
  const valid = ops.slice(points, 1, 3, 4);
  const lab = mode.jitter(toLabPoints(ops, points));
  const count = cellSum(ops, valid, batch);
  const mean = div(cellSum(ops, mul(lab, valid), batch), add(count, scalar(1e-3)));
  const meanSquare = div(cellSum(ops, mul(square(lab), valid), batch), add(count, scalar(1e-3)));
  const deviation = sqrt(add(ops.relu(sub(meanSquare, square(mean))), scalar(1e-4)));
  const share = div(count, scalar(grid.points));
  const border = mul(ops.graph.initializer('border', borderCells(), [1, cellCount, 1]), share);
  const borderColour = div(sum(mul(mean, border), [1]), add(sum(border, [1]), scalar(1e-3)));
  const distance = sqrt(add(sum(square(sub(mean, borderColour)), [2]), scalar(1e-6)));
  const colour = concat(
    [div(mean, scalar(40)), div(deviation, scalar(15)), div(distance, scalar(30)), share],
    2,
  );

  // What each cell says, fine and coarse evidence together.
  const coarse = upsample(ops, matmul(real(embedding.coarse), p('coarseWeight')), batch);
  const fine = add(matmul(real(embedding.cells), p('cellWeight')), p('cellBias'));
  const cells = ops.relu(add(add(fine, coarse), matmul(colour, p('colourWeight'))));

  // Where to look.
  const scores = matmul(
    ops.tanh(add(matmul(cells, p('attentionWeight')), p('attentionBias'))),
    p('attentionOut'),
  );
  const outside = mul(sub(scalar(1), ops.greater(share, 0.05)), scalar(-1e4));
  const attention = ops.softmax(ops.transpose(add(scores, outside), [0, 2, 1]));

  // What is seen there.
  const pooledCells = reshape(matmul(attention, cells), [batch, attentionHeads * width]);
  const pooledMean = matmul(attention, mean);
  const pooledSquare = matmul(attention, add(square(mean), square(deviation)));
  const pooledDeviation = sqrt(clip(sub(pooledSquare, square(pooledMean)), 1e-3, 1e5));
  const pooledColour = reshape(concat([div(pooledMean, scalar(40)), div(pooledDeviation, scalar(20))], 2), [
    batch,
    attentionHeads * colourFeatures,
  ]);
  const global = real(embedding.global);
  const normalised = clip(mode.normalise(concat([pooledCells, pooledColour, global], 1)), -5, 5);
  const pooled = concat([normalised, colourHistograms(ops, attention, lab, valid, global, batch)], 1);

  const dense = add(matmul(mode.dropout(pooled, 'pooled'), p('denseWeight')), p('denseBias'));
  return add(matmul(mode.dropout(ops.relu(dense), 'hidden'), p('outWeight')), p('outBias'));
}

function toLabPoints(ops: Operators, points: Tensor): Tensor {
  const shift = ops.graph.initializer('lab_shift', Float32Array.of(128, 0, 0), [1, 3, 1, 1]);
  const scale = ops.graph.initializer('lab_scale', Float32Array.of(1 / 2.55, 1, 1), [1, 3, 1, 1]);
  return ops.mul(ops.add(ops.slice(points, 1, 0, 3), shift), scale);
}

/** Sums the points of each cell: [n, c, 196, 16] to [n, 196, c]. */
function cellSum(ops: Operators, x: Tensor, batch: number): Tensor {
  const sums = ops.reshape(ops.sum(x, [3]), [batch, x.shape[1] as number, cellCount]);
  return ops.transpose(sums, [0, 2, 1]);
}

/** Repeats each coarse cell 2 x 2: [n, 49, c] to [n, 196, c]. */
function upsample(ops: Operators, x: Tensor, batch: number): Tensor {
  const { coarse, cells } = grid;
  const factor = cells / coarse;
  const split = ops.reshape(x, [batch, coarse, 1, coarse, 1, width]);
  return ops.reshape(ops.expand(split, [batch, coarse, factor, coarse, factor, width]), [
    batch,
    cellCount,
    width,
  ]);
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
  const blurred = ops.matmul(
    share,
    ops.graph.initializer('blur', blurMatrix(), [histogramBins, histogramBins]),
  );
  return reshape(mul(ops.sqrt(add(blurred, scalar(1e-4))), scalar(4)), [batch, total]);
}

function borderCells(): Float32Array {
  const last = grid.cells - 1;
  return Float32Array.from({ length: cellCount }, (_, cell) => {
    const [row, column] = [Math.floor(cell / grid.cells), cell % grid.cells];
    return row === 0 || column === 0 || row === last || column === last ? 1 : 0;
  });
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
