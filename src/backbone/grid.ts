/** A look at a photo is seen as 14 x 14 cells, the deepest maps as 7 x 7, colour as 4 x 4 points a cell: whatever the backbone. */
export const grid = { cells: 14, coarse: 7, points: 16 } as const;

/** Width of each part of an embedding after projection. */
export const projected = { cells: 64, coarse: 96, global: 192 } as const;

/** Embeddings are stored as int8: a value v as round(v * 127 / 8), since projections are clipped to +-8. */
export const embeddingScale = 8 / 127;

const cellCount = grid.cells * grid.cells;

/** What an embedding says of one look. */
export const embeddingShapes = {
  cells: [cellCount, projected.cells],
  coarse: [grid.coarse * grid.coarse, projected.coarse],
  global: [projected.global],
  colour: [4, cellCount, grid.points],
} as const;
