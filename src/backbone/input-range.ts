import type { Tensor } from '../onnx/graph.js';
import type { Operators } from '../onnx/operators.js';

/** The values that a network was trained on: a range, or ImageNet's mean 0 and deviation 1 in each channel. */
export const inputRanges = ['0..1', '-1..1', '0..255', 'imagenet'] as const;
export type InputRange = (typeof inputRanges)[number];

/** Mean and deviation of the colours of ImageNet in 0..1: https://docs.pytorch.org/vision/stable/models.html. */
const imagenet = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] };

/** Pixels [n, 3, h, w] of 0..255 in the range that a network was trained on. */
export function toInputRange(ops: Operators, rgb: Tensor, range: InputRange): Tensor {
  const { mul, sub, scalar } = ops;
  switch (range) {
    case '0..255':
      return rgb;
    case '0..1':
      return mul(rgb, scalar(1 / 255));
    case '-1..1':
      return sub(mul(rgb, scalar(2 / 255)), scalar(1));
    case 'imagenet': {
      const channels = (name: string, values: number[]) =>
        ops.graph.initializer(name, Float32Array.from(values), [1, 3, 1, 1]);
      const mean = channels(
        'imagenet_mean',
        imagenet.mean.map((value) => value * 255),
      );
      const scale = channels(
        'imagenet_scale',
        imagenet.deviation.map((value) => 1 / (value * 255)),
      );
      return mul(sub(rgb, mean), scale);
    }
  }
}
