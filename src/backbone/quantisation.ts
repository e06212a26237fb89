import type { Tensor } from '../onnx/graph.js';
import type { Operators } from '../onnx/operators.js';
import type { Layer, NamedWeight } from './layer.js';
import { toFloats } from './weights.js';

/** By layer: the least and the greatest value that 8 bits must represent. */
export type Ranges = Readonly<Record<string, readonly [least: number, most: number]>>;

export type Quantiser = ReturnType<typeof createQuantiser>;

/**
 * Values of 8 bits in the usual form of ONNX (QuantizeLinear, DequantizeLinear): unsigned with a zero point for what
 * layers compute, signed and symmetric by output channel for kernels, 32 bits for biases. ONNX Runtime turns it into
 * convolutions of integers; other engines give the same answers except for the rounding of sums.
 * https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html
 */
export function createQuantiser({ graph }: Operators, ranges: Ranges | undefined) {
  /** Step of each value of 8 bits, by name. */
  const steps = new Map<string, number>();

  return {
    /** The result of a layer, in 8 bits if its range is known, otherwise unchanged. */
    quantise(layer: Layer, x: Tensor): Tensor {
      const range = ranges && (boundsOf(layer) ?? ranges[layer.name]);
      if (!range) return x;
      // 0 must be exact, because borders are padded with it.
      const [least, most] = [Math.min(0, range[0]), Math.max(0, range[1])];
      const step = Math.fround((most - least) / 255);
      const zero = Math.round(-least / step);
      const [scale, zeroPoint] = [graph.scalar(step), graph.byte(zero)];
      const bytes = graph.node('QuantizeLinear', [x, scale, zeroPoint], x.shape, {}, 'uint8');
      const real = graph.node('DequantizeLinear', [bytes, scale, zeroPoint], x.shape, {}, 'float');
      steps.set(real.name, step);
      return real;
    },

    /** Kernel [out, ...] and bias of a convolution of `x` in integers; undefined if x is not in 8 bits. */
    parameters(
      x: Tensor,
      kernel: NamedWeight,
      shape: readonly number[],
      bias: NamedWeight | undefined,
    ): Tensor[] | undefined {
      const step = steps.get(x.name);
      if (step === undefined) return undefined;
      const outputs = shape[0]!;
      const { scale, weight } = roundKernel(toFloats(kernel.weight), shape);
      const stored = (
        name: string,
        data: Int8Array | Int32Array,
        by: Float32Array,
        dims: readonly number[],
      ) =>
        graph.node(
          'DequantizeLinear',
          [graph.initializer(name, data, dims), graph.initializer(`${name}/scale`, by, [outputs])],
          dims,
          { axis: 0 },
          'float',
        );
      const parameters = [stored(`${kernel.name}/int8`, weight, scale, shape)];
      if (bias) {
        // In the unit of the convolution's sums.
        const unit = scale.map((value) => value * step);
        const sums = Int32Array.from(toFloats(bias.weight), (value, i) => Math.round(value / unit[i]!));
        parameters.push(stored(`${bias.name}/int32`, sums, unit, [outputs]));
      }
      return parameters;
    },
  };
}

/** The bounds of an activation's values. */
export function boundsOf(layer: Layer): readonly [number, number] | undefined {
  return layer.kind === 'activation' && layer.activation === 'relu' && layer.most
    ? [0, layer.most]
    : undefined;
}

/**
 * Rounds a kernel [out, in, height, width] to 8 bits a value: each output is `weight * scale` of its own. x86 without
 * VNNI sums products of two neighbours in 16 bits, which hold 255 * 128. No two neighbours sum up to more, so such a
 * machine gives the same answers. (ONNX Runtime's remedy, session.x64quantprecision, disables VNNI where it exists.)
 */
function roundKernel(
  kernel: Float32Array,
  shape: readonly number[],
): { scale: Float32Array; weight: Int8Array } {
  const [outputs = 1, inputs = 1, height = 1, width = 1] = shape;
  const length = inputs * height * width;
  const scale = Float32Array.from({ length: outputs }, (_, output) => {
    const row = kernel.subarray(output * length, (output + 1) * length);
    // The order of the sums is known only for kernels of one point.
    const ordered = height * width === 1 ? row : row.slice().sort();
    let most = Math.abs(ordered[length - 1]!);
    for (let i = 0; i < length - 1; i++) {
      const [one, next] = [ordered[i]!, ordered[i + 1]!];
      const pair = inputs > 1 && one * next > 0 ? one + next : one;
      most = Math.max(most, Math.abs(pair));
    }
    // Any scale fits zeros.
    return most / 127 || 1;
  });
  const weight = new Int8Array(kernel.length);
  for (let output = 0, i = 0; output < outputs; output++) {
    const step = scale[output]!;
    for (const end = i + length; i < end; i++) weight[i] = Math.round(Math.fround(kernel[i]! / step));
  }
  return { scale, weight };
}
