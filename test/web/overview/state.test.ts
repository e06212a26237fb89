import { expect, it } from 'vitest';
import { duration } from '../../../src/web/overview/duration.js';
import { suggest } from '../../review/pending.js';
import { openPage } from '../page.js';

it('the overview is read at once and every ten seconds, as long as it can be seen', async () => {
  const page = await openPage({ role: 'analyst' });
  const { overview } = page.modules;
  const stop = overview.watchOverview();
  await page.settled();
  expect(overview.overview.value?.suggestions).toBeDefined();
  const asks = () => page.asked.filter((request) => request.includes('overview')).length;
  page.pass(10_000);
  await page.settled();
  expect(asks()).toBe(2);
  page.show(false);
  page.pass(30_000);
  await page.settled();
  expect(asks()).toBe(2);
  page.show(true);
  await page.settled();
  expect(asks()).toBe(3);
  stop();
  page.pass(30_000);
  await page.settled();
  expect(asks()).toBe(3);
});

it('what was read stays in sight while the service cannot be reached, with the reason beside it', async () => {
  const page = await openPage({ role: 'admin' });
  await suggest(page.pool);
  const { overview } = page.modules;
  await overview.refreshOverview();
  const before = overview.overview.value;
  page.connect(false);
  await overview.refreshOverview();
  expect(overview.overview.value).toBe(before);
  expect(overview.failure.value).toContain('cannot be reached');
  page.connect(true);
  await overview.refreshOverview();
  expect(overview.failure.value).toBeUndefined();
});

it.each([
  [0.4, '0 s'],
  [59, '59 s'],
  [60, '1 min'],
  [3500, '58 min'],
  [3600, '1 h 0 min'],
  [100_000, '27 h 47 min'],
  [200_000, '2 d 7 h'],
])('%d seconds are %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
