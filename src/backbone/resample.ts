import type { Tensor } from '../onnx/graph.js';
import type { Operators } from '../onnx/operators.js';

/** Maps [n, c, h, w] as [n, c, side, side]: each value is the mean over the area that it covers. */
export function resample(ops: Operators, x: Tensor, side: number): Tensor {
  const [, , height = 0, width = 0] = x.shape;
  if (height === side && width === side) return x;
  const factor = height / side;
  if (height === width && Number.isInteger(factor)) return pool(ops, x, factor);
  const along = (maps: Tensor, from: number) => {
    const weights = ops.graph.initializer(`area_${from}_${side}`, areaWeights(from, side), [from, side]);
    return ops.transpose(ops.matmul(maps, weights), [0, 1, 3, 2]);
  };
  return along(along(x, width), height);
}

function pool(ops: Operators, x: Tensor, factor: number): Tensor {
  const [batch = -1, channels = 0, height = 0, width = 0] = x.shape;
  return ops.graph.node('AveragePool', [x], [batch, channels, height / factor, width / factor], {
    kernel_shape: [factor, factor],
    strides: [factor, factor],
  });
}

/** [from, to]: the share that each of `from` equal steps has in each of `to` equal steps of the same length. */
function areaWeights(from: number, to: number): Float32Array {
  return Float32Array.from({ length: from * to }, (_, index) => {
    const [i, j] = [Math.floor(index / to), index % to];
    // Counted in steps of 1 / (from * to), so that steps that only touch have a share of exactly 0.
    const overlap = Math.min((i + 1) * to, (j + 1) * from) - Math.max(i * to, j * from);
    return Math.max(0, overlap) / from;
  });
}
