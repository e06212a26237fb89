import type { WeightSpecification } from '../../../src/backbone/weights.js';
import { createRandom } from '../../../src/random.js';

/** A weight file of the manifest's size: what `stated` states by name, values or how large they are, the rest random. */
export function randomWeights(
  manifest: readonly WeightSpecification[],
  stated: (name: string) => readonly number[] | number | undefined,
): Buffer {
  const random = createRandom('weights of an export');
  const parts = manifest.map(({ name, shape, dtype, quantization }) => {
    const count = shape.reduce((product, length) => product * length, 1);
    const size = stated(name);
    const given = typeof size === 'number' ? undefined : size;
    if (dtype === 'int32') {
      if (given?.length !== count) throw new Error(`what is ${name} [${shape}]?`);
      return Buffer.from(Int32Array.from(given).buffer);
    }
    // Kernels keep the size of what goes through them; the last axis is that of the outputs.
    const depthwise = shape.length === 4 && shape[3] === 1;
    const fanIn = depthwise ? shape[0]! * shape[1]! : count / (shape.at(-1) ?? 1);
    const scale = typeof size === 'number' ? size : shape.length > 1 ? Math.sqrt(2 / fanIn) : 0.1;
    const values =
      given ?? Float32Array.from({ length: count }, () => scale * (random.next() - 0.5) * Math.sqrt(12));
    return quantization?.dtype === 'float16'
      ? Buffer.from(Uint16Array.from(values, toHalf).buffer)
      : Buffer.from(Float32Array.from(values).buffer);
  });
  return Buffer.concat(parts);
}

/** IEEE 754 half precision, for numbers that it can hold. */
function toHalf(value: number): number {
  if (value === 0) return 0;
  const size = Math.abs(value);
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const steps = Math.round((size / 2 ** exponent) * 1024);
  const bits = steps < 1024 ? steps : ((exponent + 15) << 10) + (steps - 1024);
  return (value < 0 ? 0x8000 : 0) | bits;
}
