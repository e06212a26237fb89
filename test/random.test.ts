import { expect, test } from 'vitest';
import { createRandom } from '../src/random.js';

const draws = (seed: number | string, n = 5) => {
  const random = createRandom(seed);
  return Array.from({ length: n }, () => random.next());
};

test('the same seed repeats, another seed does not', () => {
  expect(draws(7)).toEqual(draws(7));
  expect(draws(7)).not.toEqual(draws(8));
  expect(draws('7/photo/1')).not.toEqual(draws('7/photo/2'));
});

test('next is uniform and normal is standard', () => {
  const random = createRandom(1);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 20_000; i++) {
    const bucket = random.integer(10);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
  const normals = Array.from({ length: 20_000 }, () => random.normal());
  const mean = normals.reduce((sum, x) => sum + x) / normals.length;
  const variance = normals.reduce((sum, x) => sum + (x - mean) ** 2, 0) / normals.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.05);
});

test('shuffle keeps every element and its argument', () => {
  const items = Array.from({ length: 50 }, (_, i) => i);
  const shuffled = createRandom(3).shuffle(items);
  expect(shuffled).not.toEqual(items);
  expect([...shuffled].sort((a, b) => a - b)).toEqual(items);
  expect(items[0]).toBe(0);
});

test('pickWeighted follows the weights', () => {
  const random = createRandom(4);
  let heavy = 0;
  for (let i = 0; i < 4000; i++) {
    if (
      random.pickWeighted([
        ['light', 1],
        ['never', 0],
        ['heavy', 3],
      ]) === 'heavy'
    )
      heavy++;
  }
  expect(Math.abs(heavy / 4000 - 0.75)).toBeLessThan(0.03);
});

test('picking refuses an empty list', () => {
  expect(() => createRandom(1).pickWeighted([])).toThrow(RangeError);
  expect(() => createRandom(1).pick([])).toThrow(RangeError);
});
