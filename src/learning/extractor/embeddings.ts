import { embeddingShapes } from '../../backbone/grid.js';
import { sizeOf } from '../../onnx/graph.js';

/** The parts of an embedding with their number of int8 values for one look. */
export const embeddingParts = {
  cells: sizeOf(embeddingShapes.cells),
  coarse: sizeOf(embeddingShapes.coarse),
  global: sizeOf(embeddingShapes.global),
  colour: sizeOf(embeddingShapes.colour),
} as const;

export type EmbeddingPart = keyof typeof embeddingParts;
export const partNames = Object.keys(embeddingParts) as EmbeddingPart[];
/** Bytes of the embedding of one look. */
export const lookBytes = Object.values(embeddingParts).reduce((total, bytes) => total + bytes, 0);

/** Embeddings of many photos: each part photo after photo, `looks` of each. In memory that threads share. */
export interface Embeddings {
  looks: number;
  parts: Record<EmbeddingPart, Int8Array<SharedArrayBuffer>>;
}

export function allocateEmbeddings(photos: number, looks: number): Embeddings {
  const part = (name: EmbeddingPart) =>
    new Int8Array(new SharedArrayBuffer(photos * looks * embeddingParts[name]));
  return {
    looks,
    parts: { cells: part('cells'), coarse: part('coarse'), global: part('global'), colour: part('colour') },
  };
}
