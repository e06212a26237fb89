import type { Tensor } from '../onnx/graph.js';
import type { Operators } from '../onnx/operators.js';

/** A joint histogram: 6 bins of L over 0..100, 8 bins of 16 each of a and b over -64..64. */
const bins = [6, 8, 8] as const;
export const histogramBins = bins[0] * bins[1] * bins[2];

/** The bin of each Lab point: [n, 3, ...] to [n, 1, ...], int64; outliers fall into the outermost bins. */
export function colourBins(ops: Operators, lab: Tensor): Tensor {
  const { graph } = ops;
  const scale = graph.initializer('bin_scale', Float32Array.of(bins[0] / 100, 1 / 16, 1 / 16), [1, 3, 1, 1]);
  const shift = graph.initializer('bin_shift', Float32Array.of(0, 4, 4), [1, 3, 1, 1]);
  const floor = graph.node('Floor', [ops.add(ops.mul(lab, scale), shift)], lab.shape);
  const bin = (channel: number) => {
    const most = (bins[channel] as number) - 1;
    return ops.clip(ops.slice(floor, 1, channel, channel + 1), 0, most);
  };
  const index = ops.add(
    ops.mul(bin(0), ops.scalar(bins[1] * bins[2])),
    ops.add(ops.mul(bin(1), ops.scalar(bins[2])), bin(2)),
  );
  return ops.cast(index, 'int64');
}

/** [.2, .6, .2] along each axis with replicated borders, as a matrix [bins, bins] to multiply from the right. */
export function blurMatrix(): Float32Array {
  const matrix = new Float32Array(histogramBins * histogramBins);
  const kernel = [0.2, 0.6, 0.2];
  const clamp = (value: number, most: number) => Math.min(Math.max(value, 0), most - 1);
  for (let target = 0; target < histogramBins; target++) {
    const at = [Math.floor(target / 64), Math.floor(target / 8) % 8, target % 8] as const;
    for (let shift = 0; shift < 27; shift++) {
      const steps = [Math.floor(shift / 9), Math.floor(shift / 3) % 3, shift % 3] as const;
      const [l, a, b] = bins.map((size, axis) =>
        clamp((at[axis] as number) + (steps[axis] as number) - 1, size),
      );
      const source = (l as number) * 64 + (a as number) * 8 + (b as number);
      const weight = steps.reduce((product, step) => product * (kernel[step] as number), 1);
      matrix[source * histogramBins + target] = (matrix[source * histogramBins + target] as number) + weight;
    }
  }
  return matrix;
}
