import type { Tensor } from '../onnx/graph.js';
import type { Operators } from '../onnx/operators.js';
import {
  attend,
  attentionHeads,
  attentionShapes,
  cellCount,
  type Embedding,
  unflatten,
} from './attention.js';
import { grid } from './grid.js';

/** Side of the photos that an extractor takes, in pixels: a body that fills half of it loses nothing at 224. */
export const photoSize = 320;

/** A square part of each of n photos: [n, 3], centre x, centre y and half the side as shares of the photo's. */
export type Box = Tensor;

/** Half side of the box in standard deviations of where the attention looks, and the least half side. */
const spreadOfBox = 2.6;
const leastHalf = 0.22;
/** Where a box can lie, along the photo's side. */
const boxSteps = 256;

/** Photos `pixels` uint8 [n, s, s, 4] as planes [n, 4, s, s]: how far R, G and B are from white, and alpha. */
export function toPlanes(ops: Operators, pixels: Tensor): Tensor {
  const { graph } = ops;
  const [batch = -1, side = 0, , channels = 4] = pixels.shape;
  // Flat, because ONNX Runtime would move a transposition of maps to where it costs more.
  const rows = ops.transpose(ops.reshape(pixels, [batch, side * side, channels]), [0, 2, 1]);
  const planes = ops.reshape(rows, [batch, channels, side, side]);
  const sign = graph.initializer('plane_sign', Float32Array.of(-1, -1, -1, 1), [channels]);
  const white = graph.initializer('plane_white', Uint8Array.of(255, 255, 255, 0), [channels]);
  return graph.node('DequantizeLinear', [planes, sign, white], planes.shape, { axis: 1 }, 'float');
}

/** The whole of each photo by bilinear samples, [n, 4, side, side]. */
export function shrinkWhole(ops: Operators, planes: Tensor, side: number): Tensor {
  const [batch = -1, channels = 4, size = 0] = planes.shape;
  // The least 32-bit number that does not fall short of the side, because some engines compute it in 64 bits.
  const rounded = Math.fround(side / size);
  const factor = rounded * size < side ? rounded * (1 + 2 ** -23) : rounded;
  const scale = ops.graph.initializer('whole_scale', Float32Array.of(1, 1, factor, factor), [4]);
  // No region and no sizes are given.
  const none = { name: '', shape: [], type: 'float' } as const;
  return ops.graph.node('Resize', [planes, none, scale], [batch, channels, side, side], {
    mode: 'linear',
    coordinate_transformation_mode: 'half_pixel',
  });
}

/** The box in the middle of each photo that is half as wide. */
export function middleBox(ops: Operators, planes: Tensor): Box {
  const zeros = ops.reshape(ops.mul(firstPixel(ops, planes), ops.scalar(0)), [-1, 1]);
  return ops.add(zeros, ops.graph.initializer('middle_box', Float32Array.of(0.5, 0.5, 0.25), [1, 3]));
}

/** The box around the body: where the attention of a locator (the first parameters of a head) looks on the whole photo. */
export function bodyBox(ops: Operators, whole: Embedding, locator: Float32Array): Box {
  const { graph, add, sub, mul, matmul, slice, sqrt } = ops;
  const parameters = unflatten(ops, graph.initializer('locator', locator, [locator.length]), attentionShapes);
  const { attention } = attend(ops, whole, parameters, (lab) => lab);
  const total = ops.sum(attention, [1], false);
  const share = mul(total, ops.scalar(1 / attentionHeads));
  const moments = matmul(share, graph.initializer('cell_moments', cellMoments(), [cellCount, 4]));
  const centre = slice(moments, 1, 0, 2);
  const variance = sub(slice(moments, 1, 2, 4), mul(centre, centre));
  const widest = graph.node('ReduceMax', [variance], [-1, 1], { axes: [1], keepdims: 1 });
  const spread = sqrt(add(ops.relu(widest), ops.scalar(1e-6)));
  const box = ops.concat([centre, ops.clip(mul(spread, ops.scalar(spreadOfBox)), leastHalf, 0.5)], 1);
  // Rounded to a grid, so that the last bit of a sum, which differs between batches, does not move the box.
  const steps = mul(box, ops.scalar(boxSteps));
  return mul(graph.node('Round', [steps], steps.shape), ops.scalar(1 / boxSteps));
}

/** The same box, larger or smaller. */
export function scaleBox(ops: Operators, box: Box, factor: number): Box {
  return ops.mul(box, ops.graph.initializer(`scale_${factor}`, Float32Array.of(1, 1, factor), [1, 3]));
}

/** Cuts the box out of each photo by bilinear samples, [n, 4, side, side]: 0 where it lies outside. */
export function cropBox(ops: Operators, planes: Tensor, box: Box, side: number): Tensor {
  const { graph, add, sub, mul, slice } = ops;
  const [batch = -1, channels = 4, size = 0] = planes.shape;
  const border = ops.integers([0, 0, 1, 1, 0, 0, 1, 1]);
  const padded = graph.node('Pad', [planes, border], [batch, channels, size + 2, size + 2]);
  const [centre, half] = [slice(box, 1, 0, 2), slice(box, 1, 2, 3)];
  const corners = ops.concat([sub(centre, half), add(centre, half)], 1);
  // Shifted by one pixel for the border.
  const regions = add(mul(corners, ops.scalar(size)), ops.scalar(1));
  const ones = ops.reshape(add(mul(firstPixel(ops, planes), ops.scalar(0)), ops.scalar(1)), [-1]);
  const indices = graph.node('CumSum', [ones, graph.initializer('axis_0', Int32Array.of(0), [])], [-1], {
    exclusive: 1,
  });
  return graph.node('RoiAlign', [padded, regions, ops.cast(indices, 'int64')], [-1, channels, side, side], {
    output_height: side,
    output_width: side,
    sampling_ratio: 1,
    mode: 'avg',
    coordinate_transformation_mode: 'half_pixel',
  });
}

function firstPixel(ops: Operators, planes: Tensor): Tensor {
  return [2, 3, 1].reduce((part, axis) => ops.slice(part, axis, 0, 1), planes);
}

/** x, y and their squares at the centre of each cell. */
function cellMoments(): Float32Array {
  return Float32Array.from({ length: cellCount * 4 }, (_, index) => {
    const cell = Math.floor(index / 4);
    const at = ((index % 2 === 0 ? cell % grid.cells : Math.floor(cell / grid.cells)) + 0.5) / grid.cells;
    return index % 4 < 2 ? at : at * at;
  });
}
