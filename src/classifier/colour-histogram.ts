import { sizeOf, type Tensor } from '../onnx/graph.js';
import type { Operators } from '../onnx/operators.js';

/**
 * A joint histogram: 8 bins of L over 0..100, and 10 each of a and b that are narrow near grey, where an aged white
 * differs from a fresh one, and wide where colours are strong: equal steps of x / (30 + |x|), with bounds at 0, 4.7,
 * 11.2, 20.6 and 35.6.
 */
const bins = [8, 10, 10] as const;
const [bend, step] = [30, 0.1357];
export const histogramBins = bins[0] * bins[1] * bins[2];

/** The bin of each Lab point: [n, 3, ...] to [n, 1, ...], int64; outliers fall into the outermost bins. */
export function colourBins(ops: Operators, lab: Tensor): Tensor {
  const { graph } = ops;
  const chroma = ops.mul(ops.slice(lab, 1, 1, 3), ops.scalar(1 / bend));
  const curved = graph.node('Softsign', [chroma], chroma.shape);
  const steps = ops.concat(
    [
      ops.mul(ops.slice(lab, 1, 0, 1), ops.scalar(bins[0] / 100)),
      ops.add(ops.mul(curved, ops.scalar(1 / step)), ops.scalar(bins[1] / 2)),
    ],
    1,
  );
  const floor = graph.node('Floor', [steps], lab.shape);
  const bin = (channel: number) => {
    const most = bins[channel]! - 1;
    return ops.clip(ops.slice(floor, 1, channel, channel + 1), 0, most);
  };
  const index = ops.add(
    ops.mul(bin(0), ops.scalar(bins[1] * bins[2])),
    ops.add(ops.mul(bin(1), ops.scalar(bins[2])), bin(2)),
  );
  return ops.cast(index, 'int64');
}

/** [.2, .6, .2] along each axis of histograms [n, bins], with replicated borders. */
export function blurHistograms(ops: Operators, histograms: Tensor): Tensor {
  const [lightness, a, b] = bins;
  const blur = (name: string, axes: readonly number[]) => {
    const length = sizeOf(axes);
    return ops.graph.initializer(name, blurMatrix(axes), [length, length]);
  };
  const chroma = ops.matmul(ops.reshape(histograms, [-1, lightness, a * b]), blur('blur_chroma', [a, b]));
  const turned = ops.matmul(ops.transpose(chroma, [0, 2, 1]), blur('blur_lightness', [lightness]));
  return ops.reshape(ops.transpose(turned, [0, 2, 1]), [-1, histogramBins]);
}

/** Matrix to multiply from the right that blurs along every axis of a grid. */
function blurMatrix(axes: readonly number[]): Float32Array {
  const kernel = (from: number, to: number, size: number) =>
    [-1, 0, 1].reduce((sum, step) => {
      const source = Math.min(Math.max(to + step, 0), size - 1);
      return sum + (source === from ? (step === 0 ? 0.6 : 0.2) : 0);
    }, 0);
  const length = sizeOf(axes);
  return Float32Array.from({ length: length * length }, (_, index) => {
    let [from, to, weight] = [Math.floor(index / length), index % length, 1];
    for (const size of [...axes].reverse()) {
      weight *= kernel(from % size, to % size, size);
      [from, to] = [Math.floor(from / size), Math.floor(to / size)];
    }
    return weight;
  });
}
