import { expect, it } from 'vitest';
import { backoffMs, retry } from '../src/retry.js';

function failing(times: number) {
  let runs = 0;
  return async () => {
    if (++runs <= times) throw new Error(`failure ${runs}`);
    return `success ${runs}`;
  };
}

it('runs the work until it succeeds, and tells how often it was tried', async () => {
  const tried: number[] = [];
  const policy = (_: unknown, count: number) => {
    tried.push(count);
    return 0;
  };
  expect(await retry(failing(2), policy)).toBe('success 3');
  expect(tried).toEqual([1, 2]);
});

it('gives up with the last failure, or with the error that the policy throws', async () => {
  await expect(retry(failing(9), (_, tried) => (tried < 3 ? 0 : undefined))).rejects.toThrow('failure 3');
  const policy = () => {
    throw new Error('too late');
  };
  await expect(retry(failing(9), policy)).rejects.toThrow('too late');
});

it('ends a pause at the signal, with the last failure', async () => {
  const abort = new AbortController();
  const waiting = retry(failing(9), () => 3_600_000, abort.signal);
  setImmediate(() => abort.abort());
  await expect(waiting).rejects.toThrow('failure 1');
  await expect(retry(failing(9), () => 0, abort.signal)).rejects.toThrow('failure 1');
});

it('backs off exponentially, by half to one and a half, up to a limit', () => {
  for (const [tried, least, most] of [
    [1, 50, 150],
    [3, 200, 600],
    [9, 500, 1500],
  ] as const) {
    const ms = backoffMs(tried, 100, 1000);
    expect(ms).toBeGreaterThanOrEqual(least);
    expect(ms).toBeLessThanOrEqual(most);
  }
});
