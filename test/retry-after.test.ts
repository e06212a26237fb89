import { expect, it } from 'vitest';
import { retryAfterMs } from '../src/retry-after.js';

const now = Date.parse('Wed, 21 Oct 2015 07:28:00 GMT');

it.each([
  ['120', 120_000],
  ['0', 0],
  ['Wed, 21 Oct 2015 07:28:30 GMT', 30_000],
  ['Wed, 21 Oct 2015 07:27:00 GMT', 0],
  ['99999999999999999999', 3_600_000],
  ['Wed, 21 Oct 2099 07:28:00 GMT', 3_600_000],
  ['soon', undefined],
  [undefined, undefined],
])('reads Retry-After: %s', (header, ms) => {
  expect(retryAfterMs(header, now)).toBe(ms);
});
