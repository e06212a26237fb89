import { expect, it } from 'vitest';
import { readSuggestion, suggest, suggestMany } from '../../review/pending.js';
import { openPage } from '../page.js';

async function openQueue(count: number) {
  const page = await openPage();
  const ids = await suggestMany(page.pool, count);
  await page.modules.store.loadQueue();
  const statuses = async () =>
    (await Promise.all(ids.map((id) => readSuggestion(page.pool, id)))).map(({ status }) => status);
  return { page, ids, statuses, ...page.modules };
}

it('accepts what is selected in one request, and goes on to the next that is open', async () => {
  const { page, ids, statuses, bulk, store } = await openQueue(4);
  bulk.selectCurrent();
  expect(page.said()).toBe('Selected: 1 in total.');
  store.toggleSelected(ids[1]!);
  store.toggleSelected(ids[3]!);
  page.asked.length = 0;
  bulk.acceptSelected();
  expect(page.said()).toBe('Accepted 3.');
  expect(store.currentId.value).toBe(ids[2]);
  await page.settled();
  expect(page.asked.filter((request) => request.startsWith('POST'))).toEqual(['POST /v1/suggestions/review']);
  expect(await statuses()).toEqual(['accepted', 'accepted', 'pending', 'accepted']);
  expect(bulk.selection.value).toEqual([]);
});

it('selects once, and no longer when it is selected again', async () => {
  const { page, bulk } = await openQueue(1);
  bulk.selectCurrent();
  bulk.selectCurrent();
  expect(page.said()).toBe('No longer selected: 0 in total.');
  bulk.acceptSelected();
  await page.settled();
  expect(page.asked.filter((request) => request.startsWith('POST'))).toEqual([]);
});

it('selects nothing that cannot be accepted', async () => {
  const page = await openPage();
  await suggest(page.pool, { family: null, finish: null });
  await page.modules.store.loadQueue();
  page.modules.bulk.selectCurrent();
  expect(page.said()).toContain('Only an open suggestion that is shown');
  expect(page.modules.store.selected.value.size).toBe(0);
});

it('counts those that somebody else decided meanwhile, and marks them', async () => {
  const { page, ids, statuses, bulk, store } = await openQueue(3);
  await page.ask('admin', 'POST', `/v1/suggestions/${ids[1]}/review`, { revision: 0, decision: 'rejected' });
  for (const id of ids) store.toggleSelected(id);
  bulk.acceptSelected();
  await page.settled();
  expect(page.said()).toBe('Accepted 2. For 1 somebody else was quicker.');
  expect(store.entries.value.map(({ state }) => state)).toEqual(['decided', 'taken', 'decided']);
  expect(store.entries.value[1]!.result).toMatch(/^admin was quicker and rejected it/);
  expect(await statuses()).toEqual(['accepted', 'rejected', 'accepted']);
});

it('leaves all of them selected where the service cannot be reached', async () => {
  const { page, ids, statuses, bulk, store } = await openQueue(2);
  for (const id of ids) store.toggleSelected(id);
  page.connect(false);
  bulk.acceptSelected();
  await page.settled();
  expect(page.said()).toMatch(/^Not saved: .* They are still selected\.$/);
  expect(bulk.selection.value).toHaveLength(2);
  page.connect(true);
  bulk.acceptSelected();
  await page.settled();
  expect(await statuses()).toEqual(['accepted', 'accepted']);
});
