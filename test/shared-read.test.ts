import { expect, it } from 'vitest';
import { createSharedRead } from '../src/shared-read.js';

it('reads once for all who ask meanwhile, and anew after a failure or when nothing is kept', async () => {
  let reads = 0;
  const kept = createSharedRead(async () => ++reads, 60_000);
  expect(await Promise.all([kept(), kept()])).toEqual([1, 1]);
  expect(await kept()).toBe(1);

  const failing = createSharedRead(async () => {
    reads++;
    throw new Error('away');
  }, 60_000);
  await expect(failing()).rejects.toThrow('away');
  await expect(failing()).rejects.toThrow('away');
  expect(reads).toBe(3);

  const passing = createSharedRead(async () => ++reads, 0);
  expect([await passing(), await passing()]).toEqual([4, 5]);
});
