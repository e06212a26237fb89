/** The maps of the backbone that an embedding is made of. */
export const tapNames = ['cells', 'coarse', 'global'] as const;
export type Tap = (typeof tapNames)[number];

/** A fixed linear map `(x - mean) W` of one tap, fitted without labels. */
export interface Projection {
  mean: Float32Array;
  /** One a column. */
  scale: Float32Array;
  /** [inputs, outputs] row-major: the weight is `weight * scale` of its column. */
  weight: Int8Array;
}

export type Projections = Record<Tap, Projection>;

/** Rounds a matrix [inputs, outputs] to 8 bits a value, column by column: it is `weight * scale` of its column. */
export function roundColumns(matrix: Float32Array, outputs: number): Omit<Projection, 'mean'> {
  const scale = new Float32Array(outputs);
  for (let i = 0; i < matrix.length; i++) {
    scale[i % outputs] = Math.max(scale[i % outputs]!, Math.abs(matrix[i]!) / 127);
  }
  const weight = new Int8Array(matrix.length);
  for (let i = 0; i < matrix.length; i++) {
    weight[i] = Math.round(matrix[i]! / scale[i % outputs]!);
  }
  return { scale, weight };
}

export function toProjection(mean: Float32Array, matrix: Float32Array): Projection {
  return { mean, ...roundColumns(matrix, matrix.length / mean.length) };
}

/** For each tap: inputs and outputs (uint32), mean and scale (float32), weight (int8, padded to 4 bytes); little-endian. */
export function encodeProjections(projections: Projections): Buffer {
  const parts = tapNames.flatMap((tap) => {
    const { mean, scale, weight } = projections[tap];
    const padding = Buffer.alloc((4 - (weight.length % 4)) % 4);
    return [Uint32Array.of(mean.length, scale.length), mean, scale, weight, padding];
  });
  return Buffer.concat(parts.map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength)));
}

export function decodeProjections(file: Buffer): Projections {
  const bytes = new Uint8Array(file).buffer;
  let offset = 0;
  const next = (): Projection => {
    const [inputs = 0, outputs = 0] = new Uint32Array(bytes, offset, 2);
    offset += 8;
    const mean = new Float32Array(bytes, offset, inputs);
    offset += inputs * 4;
    const scale = new Float32Array(bytes, offset, outputs);
    offset += outputs * 4;
    const weight = new Int8Array(bytes, offset, inputs * outputs);
    offset += Math.ceil(weight.length / 4) * 4;
    return { mean, scale, weight };
  };
  return { cells: next(), coarse: next(), global: next() };
}
