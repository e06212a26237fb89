import { expect, it } from 'vitest';
import { sharePromise, sharePromises } from '../src/shared-promise.js';

it('everybody who asks gets one promise, and the work is done once', async () => {
  let runs = 0;
  const opened = sharePromise(async () => ++runs);
  expect(await Promise.all([opened(), opened()])).toEqual([1, 1]);
  expect(await opened()).toBe(1);
});

it('a failure reaches those who waited for it and is then forgotten', async () => {
  let runs = 0;
  const opened = sharePromise(async () => {
    if (++runs === 1) throw new Error('not yet');
    return runs;
  });
  expect(await Promise.allSettled([opened(), opened()])).toMatchObject([
    { reason: { message: 'not yet' } },
    { reason: { message: 'not yet' } },
  ]);
  expect(await opened()).toBe(2);
});

it('each key has a promise of its own', async () => {
  const share = sharePromises<string, string>();
  expect(await share('a', async () => 'first')).toBe('first');
  expect(await share('b', async () => 'second')).toBe('second');
  expect(await share('a', async () => 'third')).toBe('first');
});
