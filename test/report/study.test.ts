import { expect, it } from 'vitest';
import { publishedTime } from '../../src/report/study.js';

it.each([
  [{ low: 200, high: 400 }, '200 to 400 ms'],
  [{ low: 10_000, high: 300_000 }, '10 s to 5 min'],
  [{ low: 5000, high: 7000 }, '5 to 7 s'],
  [{ low: 400, high: 400 }, '400 ms'],
])('gives %j as %s', (range, text) => {
  expect(publishedTime(range)).toBe(text);
});
