import { embeddingShapes } from '../classifier/head.js';

/** The parts of an embedding with their number of int8 values for one photo. */
export const embeddingParts = {
  cells: size(embeddingShapes.cells),
  coarse: size(embeddingShapes.coarse),
  global: size(embeddingShapes.global),
  colour: size(embeddingShapes.colour),
} as const;

export type EmbeddingPart = keyof typeof embeddingParts;
export const partNames = Object.keys(embeddingParts) as EmbeddingPart[];
/** Bytes of one photo's embedding. */
export const embeddingBytes = Object.values(embeddingParts).reduce((total, bytes) => total + bytes, 0);

/** Embeddings of many photos in one view, each part photo after photo. */
export type Embeddings = Record<EmbeddingPart, Int8Array>;

export function allocateEmbeddings(photos: number): Embeddings {
  const part = (name: EmbeddingPart) => new Int8Array(photos * embeddingParts[name]);
  return { cells: part('cells'), coarse: part('coarse'), global: part('global'), colour: part('colour') };
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
