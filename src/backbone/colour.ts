import type { Tensor } from '../onnx/graph.js';
import type { Operators } from '../onnx/operators.js';

/** sRGB (D65) to CIE XYZ, each row divided by the white point: IEC 61966-2-1, CIE 15. */
const rgbToXyz = [
  [0.4124 / 0.95047, 0.3576 / 0.95047, 0.1805 / 0.95047],
  [0.2126, 0.7152, 0.0722],
  [0.0193 / 1.08883, 0.1192 / 1.08883, 0.9505 / 1.08883],
];

/** CIE Lab of sRGB in 0..1 along the last axis: [n, ..., 3] to [n, ..., 3]. */
export function toLab(ops: Operators, rgb: Tensor): Tensor {
  const { graph, scalar, add, mul, sub, div } = ops;
  const pow = (x: Tensor, exponent: number) => graph.node('Pow', [x, scalar(exponent)], x.shape);
  const where = (x: Tensor, bound: number, above: Tensor, below: Tensor) => {
    const mask = graph.node('Greater', [x, scalar(bound)], x.shape, {}, 'bool');
    return graph.node('Where', [mask, above, below], x.shape, {}, 'float');
  };
  const curved = pow(div(add(rgb, scalar(0.055)), scalar(1.055)), 2.4);
  const linear = where(rgb, 0.04045, curved, div(rgb, scalar(12.92)));
  const matrix = graph.initializer('rgb_to_xyz', Float32Array.from(transposed(rgbToXyz)), [3, 3]);
  const xyz = ops.matmul(linear, matrix);
  const root = pow(ops.relu(xyz), 1 / 3);
  const f = where(xyz, 0.008856, root, add(mul(xyz, scalar(7.787)), scalar(16 / 116)));
  // L = 116 fy - 16, a = 500 (fx - fy), b = 200 (fy - fz)
  const lab = graph.initializer('f_to_lab', Float32Array.of(0, 500, 0, 116, -500, 200, 0, 0, -200), [3, 3]);
  const offset = graph.initializer('lab_offset', Float32Array.of(16, 0, 0), [3]);
  return sub(ops.matmul(f, lab), offset);
}

function transposed(rows: readonly (readonly number[])[]): number[] {
  return [0, 1, 2].flatMap((column) => rows.map((row) => row[column]!));
}
