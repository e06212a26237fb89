import { expect, it } from 'vitest';
import { foldCount, sourceFolds } from '../../../src/learning/fitting/source-folds.js';

const photos = [
  // Two photos of each of 40 guitars of the main source.
  ...Array.from({ length: 80 }, (_, i) => ({ group: `main-${i >> 1}` })),
  ...['big', 'big', 'big', 'mid', 'mid', 'small', 'tiny'].map((source, i) => ({
    group: `${source}-${i}`,
    source,
  })),
];
const folds = sourceFolds(photos, 1);
const foldsOf = (rows: readonly number[]) =>
  new Set(rows.map((row) => folds.findIndex((fold) => fold.includes(row))));

it('puts every photo into one fold', () => {
  expect(folds).toHaveLength(foldCount);
  expect(folds.flat().sort((a, b) => a - b)).toEqual([...photos.keys()]);
});

it('spreads the guitars of the main source, and splits none', () => {
  for (let guitar = 0; guitar < 40; guitar++) expect(foldsOf([2 * guitar, 2 * guitar + 1]).size).toBe(1);
  const sizes = folds.map((fold) => fold.filter((row) => row < 80).length);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(2);
});

it('keeps every other source in one fold, the large ones apart', () => {
  const rowsOf = (source: string) =>
    photos.flatMap((photo, row) => ('source' in photo && photo.source === source ? [row] : []));
  const placed = ['big', 'mid', 'small', 'tiny'].map((source) => {
    const own = foldsOf(rowsOf(source));
    expect(own.size).toBe(1);
    return [...own][0];
  });
  expect(new Set(placed).size).toBe(4);
});

it('gives the same folds for the same seed', () => {
  expect(sourceFolds(photos, 1)).toEqual(folds);
  expect(sourceFolds(photos, 2)).not.toEqual(folds);
});
