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

/** The box around what the attention sees, in standard deviations of where it looks; and its least half side. */
const spreadOfBox = 2.6;
const leastHalf = 0.22;

/** Photos `pixels` uint8 [n, s, s, 4] as planes [n, 4, s + 2, s + 2]: how far R, G and B are from white, and alpha; a border of 0. */
export function toPlanes(ops: Operators, pixels: Tensor): Tensor {
  const values = ops.transpose(ops.cast(pixels, 'float'), [0, 3, 1, 2]);
  const colours = ops.sub(ops.scalar(255), ops.slice(values, 1, 0, 3));
  const planes = ops.concat([colours, ops.slice(values, 1, 3, 4)], 1);
  const [batch = -1, channels = 4, side = 0] = planes.shape;
  const shape = [batch, channels, side + 2, side + 2];
  return ops.graph.node('Pad', [planes, ops.integers([0, 0, 1, 1, 0, 0, 1, 1])], shape);
}

/** The box that is the whole photo. */
export function wholePhoto(ops: Operators, planes: Tensor): Box {
  const zeros = ops.reshape(ops.mul(firstPixel(ops, planes), ops.scalar(0)), [-1, 1]);
  return ops.add(zeros, ops.graph.initializer('whole_photo', Float32Array.of(0.5, 0.5, 0.5), [1, 3]));
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
  return ops.concat([centre, ops.clip(mul(spread, ops.scalar(spreadOfBox)), leastHalf, 0.5)], 1);
}

/** The same box, larger or smaller. */
export function scaleBox(ops: Operators, box: Box, factor: number): Box {
  return ops.mul(box, ops.graph.initializer(`scale_${factor}`, Float32Array.of(1, 1, factor), [1, 3]));
}

/** Cuts the box out of each photo by bilinear samples, [n, 4, side, side]: 0 where it lies outside. */
export function cropBox(ops: Operators, planes: Tensor, box: Box, side: number): Tensor {
  const { graph, add, sub, mul, slice } = ops;
  const size = (planes.shape[2] as number) - 2;
  const [centre, half] = [slice(box, 1, 0, 2), slice(box, 1, 2, 3)];
  const corners = ops.concat([sub(centre, half), add(centre, half)], 1);
  // One pixel on for the border.
  const regions = add(mul(corners, ops.scalar(size)), ops.scalar(1));
  const ones = ops.reshape(add(mul(firstPixel(ops, planes), ops.scalar(0)), ops.scalar(1)), [-1]);
  const indices = graph.node('CumSum', [ones, graph.initializer('axis_0', Int32Array.of(0), [])], [-1], {
    exclusive: 1,
  });
  return graph.node(
    'RoiAlign',
    [planes, regions, ops.cast(indices, 'int64')],
    [-1, planes.shape[1] as number, side, side],
    {
      output_height: side,
      output_width: side,
      sampling_ratio: 1,
      mode: 'avg',
      coordinate_transformation_mode: 'half_pixel',
    },
  );
}

function firstPixel(ops: Operators, planes: Tensor): Tensor {
  return [1, 2, 3].reduce((part, axis) => ops.slice(part, axis, 0, 1), planes);
}

/** x, y and their squares at the centre of each cell. */
function cellMoments(): Float32Array {
  return Float32Array.from({ length: cellCount * 4 }, (_, index) => {
    const cell = Math.floor(index / 4);
    const at = ((index % 2 === 0 ? cell % grid.cells : Math.floor(cell / grid.cells)) + 0.5) / grid.cells;
    return index % 4 < 2 ? at : at * at;
  });
}
