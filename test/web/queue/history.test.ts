import { describe, expect, it } from 'vitest';
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

describe('undo', () => {
  it('takes back the last decision first, and shows that suggestion', async () => {
    const { page, ids, statuses, decide, history, store } = await openQueue(3);
    decide.decideCurrent({ decision: 'accepted' });
    decide.decideCurrent({ decision: 'rejected' });
    await page.settled();
    await history.undo();
    expect(page.said()).toBe('Undone: it is open again.');
    expect(store.currentId.value).toBe(ids[1]);
    expect(await statuses()).toEqual(['accepted', 'pending', 'pending']);
    await history.undo();
    expect(await statuses()).toEqual(['pending', 'pending', 'pending']);
    await history.undo();
    expect(page.said()).toBe('There is nothing to undo.');
  });

  it('waits for a decision that is still on its way', async () => {
    const { page, ids, statuses, decide, history } = await openQueue(1);
    decide.decideCurrent({ decision: 'accepted' });
    await history.undo();
    await page.settled();
    expect(await statuses()).toEqual(['pending']);
    expect(await readSuggestion(page.pool, ids[0]!)).toMatchObject({ revision: 2 });
  });

  it('lets the suggestion be decided anew', async () => {
    const { page, ids, decide, history } = await openQueue(1);
    decide.decideCurrent({ decision: 'accepted' });
    await history.undo();
    decide.decideCurrent({ decision: 'rejected' });
    await page.settled();
    expect(await readSuggestion(page.pool, ids[0]!)).toMatchObject({ status: 'rejected', revision: 3 });
  });

  it('passes over a decision that was refused', async () => {
    const { page, statuses, decide, history } = await openQueue(2);
    decide.decideCurrent({ decision: 'accepted' });
    await page.settled();
    page.connect(false);
    decide.decideCurrent({ decision: 'rejected' });
    await page.settled();
    page.connect(true);
    await history.undo();
    expect(await statuses()).toEqual(['pending', 'pending']);
  });

  it('takes back all that was accepted together', async () => {
    const { page, ids, statuses, bulk, history, store } = await openQueue(3);
    for (const id of ids) store.toggleSelected(id);
    bulk.acceptSelected();
    await page.settled();
    await history.undo();
    expect(page.said()).toBe('Undone: 3 are open again.');
    expect(await statuses()).toEqual(['pending', 'pending', 'pending']);
  });

  it('reaches a decision of an earlier visit where that is in sight', async () => {
    const page = await openPage({ path: '/?status=accepted' });
    const { id } = await suggest(page.pool);
    await page.ask('admin', 'POST', `/v1/suggestions/${id}/review`, { revision: 0, decision: 'accepted' });
    const { store, history } = page.modules;
    await store.loadQueue();
    expect(store.current.value).toMatchObject({ state: 'decided' });
    await history.undo();
    expect(await readSuggestion(page.pool, id)).toMatchObject({ status: 'pending', revision: 2 });
  });

  it('says what the service refuses, and leaves the decision as it was', async () => {
    const page = await openPage();
    const { id, listingId } = await suggest(page.pool);
    const { store, decide, history } = page.modules;
    await store.loadQueue();
    decide.decideCurrent({ decision: 'accepted' });
    await page.settled();
    // The listing has changed since.
    await suggest(page.pool, { listingId });
    await history.undo();
    expect(page.said()).toMatch(/^Not undone: /);
    expect(store.current.value).toMatchObject({ state: 'decided', item: { id } });
  });
});
