import { sizeOf, type Tensor } from '../onnx/graph.js';
import type { Operators } from '../onnx/operators.js';
import { embeddingScale, grid, projected } from './grid.js';

export const cellCount = grid.cells * grid.cells;
/** What each cell says. */
export const cellWidth = 48;
export const attentionHeads = 3;
const attentionHidden = 32;

/** The extractor's result for one look at each of n photos; see buildExtractor. */
export interface Embedding {
  cells: Tensor;
  coarse: Tensor;
  global: Tensor;
  colour: Tensor;
}

/** Parameters by name with their shapes. */
export const attentionShapes = {
  cellWeight: [projected.cells, cellWidth],
  cellBias: [cellWidth],
  coarseWeight: [projected.coarse, cellWidth],
  colourWeight: [8, cellWidth],
  attentionWeight: [cellWidth, attentionHidden],
  attentionBias: [attentionHidden],
  attentionOut: [attentionHidden, attentionHeads],
} as const;

/** Cuts a flat vector into parameters by name. */
export function unflatten(
  ops: Operators,
  flat: Tensor,
  shapes: Record<string, readonly number[]>,
): Record<string, Tensor> {
  let from = 0;
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const size = sizeOf(shape);
      const piece = ops.slice(flat, 0, from, from + size);
      from += size;
      return [name, ops.reshape(piece, shape)];
    }),
  );
}

export interface Attended {
  /** Features of each cell, [n, 196, 48]. */
  cells: Tensor;
  /** Where to look, [n, 3, 196]; sums to 1. */
  attention: Tensor;
  /** Lab of the points, [n, 3, 196, 16], and whether they lie within the photo, [n, 1, 196, 16]. */
  lab: Tensor;
  valid: Tensor;
  /** Lab mean and deviation of each cell, [n, 196, 3]. */
  mean: Tensor;
  deviation: Tensor;
  /** Lab mean of the border and of the whole look, [n, 6]: they show the light. */
  surroundings: Tensor;
}

/**
 * Attention over the cells of a look: three heads search for the body in the features and colours of each cell. `jitter` varies the colours [n, 3, 196, 16] while training.
 */
export function attend(
  ops: Operators,
  embedding: Embedding,
  parameters: Record<string, Tensor>,
  jitter: (lab: Tensor) => Tensor,
): Attended {
  const { scalar, add, sub, mul, div, sum, sqrt, matmul, concat } = ops;
  const batch = embedding.cells.shape[0]!;
  const p = (name: string) => parameters[name]!;
  const real = (x: Tensor) => toReal(ops, x);
  const square = (x: Tensor) => mul(x, x);

  // Colour of each cell: mean, deviation, distance from the photo's border, share of valid points.
  const points = ops.cast(embedding.colour, 'float');
  const valid = ops.slice(points, 1, 3, 4);
  const lab = jitter(toLabPoints(ops, points));
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

  // Fine and coarse evidence of each cell together.
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
  const overall = div(sum(mul(mean, share), [1]), add(sum(share, [1]), scalar(1e-3)));
  const surroundings = ops.reshape(concat([borderColour, overall], 2), [batch, 6]);
  return { cells, attention, lab, valid, mean, deviation, surroundings };
}

function toLabPoints(ops: Operators, points: Tensor): Tensor {
  const shift = ops.graph.initializer('points_shift', Float32Array.of(128, 0, 0), [1, 3, 1, 1]);
  const scale = ops.graph.initializer('points_scale', Float32Array.of(1 / 2.55, 1, 1), [1, 3, 1, 1]);
  return ops.mul(ops.add(ops.slice(points, 1, 0, 3), shift), scale);
}

/** Sums the points of each cell: [n, c, 196, 16] to [n, 196, c]. */
function cellSum(ops: Operators, x: Tensor, batch: number): Tensor {
  const sums = ops.reshape(ops.sum(x, [3]), [batch, x.shape[1]!, cellCount]);
  return ops.transpose(sums, [0, 2, 1]);
}

/** Repeats each coarse cell 2 x 2: [n, 49, c] to [n, 196, c]. */
function upsample(ops: Operators, x: Tensor, batch: number): Tensor {
  const { coarse, cells } = grid;
  const factor = cells / coarse;
  const split = ops.reshape(x, [batch, coarse, 1, coarse, 1, cellWidth]);
  return ops.reshape(ops.expand(split, [batch, coarse, factor, coarse, factor, cellWidth]), [
    batch,
    cellCount,
    cellWidth,
  ]);
}

function borderCells(): Float32Array {
  const last = grid.cells - 1;
  return Float32Array.from({ length: cellCount }, (_, cell) => {
    const [row, column] = [Math.floor(cell / grid.cells), cell % grid.cells];
    return row === 0 || column === 0 || row === last || column === last ? 1 : 0;
  });
}

/** The values that an embedding's int8 stand for. */
export function toReal(ops: Operators, x: Tensor): Tensor {
  return ops.mul(ops.cast(x, 'float'), ops.scalar(embeddingScale));
}
