/**
 * Sum of the squares that the best linear combination of `columns` columns of `x` leaves of each of `sides` columns of `y`
 * (both row by row). A slight ridge keeps columns of zeros harmless.
 */
export function unexplained(x: Float64Array, y: Float64Array, columns: number, sides: number): number {
  const rows = y.length / sides;
  const width = columns + sides;
  const lines = new Float64Array(columns * width);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < columns; i++) {
      const value = x[row * columns + i]!;
      if (value === 0) continue;
      for (let j = 0; j < columns; j++) lines[i * width + j]! += value * x[row * columns + j]!;
      for (let side = 0; side < sides; side++)
        lines[i * width + columns + side]! += value * y[row * sides + side]!;
    }
  }
  for (let i = 0; i < columns; i++) lines[i * width + i]! += 1e-5 * rows;
  solve(lines, columns, sides);
  let rest = 0;
  for (let row = 0; row < rows; row++) {
    for (let side = 0; side < sides; side++) {
      let residual = y[row * sides + side]!;
      for (let i = 0; i < columns; i++)
        residual -= x[row * columns + i]! * lines[i * width + columns + side]!;
      rest += residual * residual;
    }
  }
  return rest;
}

/** Gauss-Jordan elimination of a positive definite system [columns, columns + sides]: the right sides become the solutions. */
function solve(lines: Float64Array, columns: number, sides: number): void {
  const width = columns + sides;
  for (let i = 0; i < columns; i++) {
    const pivot = lines[i * width + i]!;
    for (let j = i; j < width; j++) lines[i * width + j]! /= pivot;
    for (let other = 0; other < columns; other++) {
      const factor = lines[other * width + i]!;
      if (other === i || factor === 0) continue;
      for (let j = i; j < width; j++) lines[other * width + j]! -= factor * lines[i * width + j]!;
    }
  }
}
