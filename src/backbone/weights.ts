import { UsageError } from '../errors.js';
import { sizeOf } from '../onnx/graph.js';

/** An entry of a TensorFlow.js weights manifest: https://github.com/tensorflow/tfjs/tree/master/tfjs-converter */
export interface WeightSpecification {
  name: string;
  shape: number[];
  dtype: string;
  /** float16 has neither scale nor minimum. */
  quantization?: { dtype: string; scale?: number; min?: number };
}

/** A weight as stored: 8-bit weights stay 8 bits and mean `data * scale + min`. */
export interface Weight {
  shape: readonly number[];
  data: Uint8Array | Float32Array | Int32Array;
  quantization: { scale: number; min: number } | undefined;
}

/** Bytes of a number in each storage type. */
const widths: Readonly<Record<string, number>> = { uint8: 1, uint16: 2, float16: 2, float32: 4, int32: 4 };

/**
 * Cuts the weights out of the concatenated shards, in the manifest's order. Throws a UsageError on other types, and unless
 * the shards hold exactly these weights.
 */
export function readWeights(
  specifications: readonly WeightSpecification[],
  shards: Buffer,
): Map<string, Weight> {
  const weights = new Map<string, Weight>();
  let offset = 0;
  for (const { name, shape, dtype, quantization } of specifications) {
    if (!Array.isArray(shape) || !shape.every((length) => Number.isSafeInteger(length) && length >= 0))
      throw new UsageError(
        `The network's weight ${name} has the shape ${JSON.stringify(shape)}, which is none.`,
      );
    const count = sizeOf(shape);
    const stored = quantization?.dtype ?? dtype;
    const width = widths[stored];
    if (!width) {
      throw new UsageError(`The network's weight ${name} is stored as ${stored}, which is not read.`);
    }
    const bytes = count * width;
    const slice = new Uint8Array(shards.subarray(offset, offset + bytes));
    if (slice.length !== bytes) {
      throw new UsageError(`The network's weights end within ${name}: a shard is cut short or missing.`);
    }
    offset += bytes;
    const { scale = 1, min = 0 } = quantization ?? {};
    if (stored === 'float16') {
      const data = Float32Array.from(new Uint16Array(slice.buffer), fromHalf);
      weights.set(name, { shape, data, quantization: undefined });
    } else if (quantization && stored === 'uint8' && dtype === 'float32') {
      weights.set(name, { shape, data: slice, quantization: { scale, min } });
    } else if (quantization) {
      const source = stored === 'uint8' ? slice : new Uint16Array(slice.buffer);
      const real = Float32Array.from(source, (value) => value * scale + min);
      const data = dtype === 'int32' ? Int32Array.from(real, Math.round) : real;
      weights.set(name, { shape, data, quantization: undefined });
    } else if (dtype === 'float32' || dtype === 'int32') {
      const data = dtype === 'int32' ? new Int32Array(slice.buffer) : new Float32Array(slice.buffer);
      weights.set(name, { shape, data, quantization: undefined });
    } else {
      throw new UsageError(`The network's weight ${name} is of type ${dtype}, which is not read.`);
    }
  }
  if (offset < shards.length) {
    throw new UsageError(
      `The network's shards hold ${shards.length - offset} bytes more than its weights take: they belong to another model.json, or are damaged. Get model.json and its weights again.`,
    );
  }
  return weights;
}

/** IEEE 754 half precision. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

/** The numbers that a weight stands for. */
export function toFloats({ data, quantization }: Weight): Float32Array {
  const floats = new Float32Array(data);
  if (!quantization) return floats;
  const { scale, min } = quantization;
  for (let i = 0; i < floats.length; i++) floats[i] = floats[i]! * scale + min;
  return floats;
}
