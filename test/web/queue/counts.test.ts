import { expect, it } from 'vitest';
import { suggestMany } from '../../review/pending.js';
import { openPage } from '../page.js';

async function watch() {
  const page = await openPage();
  await suggestMany(page.pool, 3);
  const { counts, store } = page.modules;
  await store.loadQueue();
  const asks = () => page.asked.filter((request) => request.includes('/counts')).length;
  const stop = counts.watchCounts();
  page.pass(0);
  await page.settled();
  return { page, asks, stop, ...page.modules };
}

it('counts once at the start, and again every eight seconds', async () => {
  const { page, asks, counts, stop } = await watch();
  expect(counts.counts.value?.matching).toBe(3);
  page.pass(7999);
  await page.settled();
  expect(asks()).toBe(1);
  page.pass(1);
  await page.settled();
  expect(asks()).toBe(2);
  stop();
  page.pass(60_000);
  await page.settled();
  expect(asks()).toBe(2);
});

it('counts once after decisions that follow each other quickly', async () => {
  const { page, asks, counts, decide } = await watch();
  for (let decision = 0; decision < 3; decision++) {
    decide.decideCurrent({ decision: 'accepted' });
    await page.settled();
    page.pass(100);
  }
  expect(asks()).toBe(1);
  page.pass(400);
  await page.settled();
  expect(asks()).toBe(2);
  expect(counts.counts.value?.matching).toBe(0);
});

it('asks nothing while the page is hidden, and at once when it is shown again', async () => {
  const { page, asks } = await watch();
  page.show(false);
  page.pass(30_000);
  await page.settled();
  expect(asks()).toBe(1);
  page.show(true);
  page.pass(0);
  await page.settled();
  expect(asks()).toBe(2);
});

it('keeps what it knows while the service cannot be reached, and disturbs nobody', async () => {
  const { page, counts } = await watch();
  page.connect(false);
  page.pass(8000);
  await page.settled();
  expect(counts.counts.value?.matching).toBe(3);
  expect(page.said()).toBeUndefined();
});
