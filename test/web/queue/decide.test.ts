import { describe, expect, it } from 'vitest';
import { listingFinish, readSuggestion, suggest, suggestMany } from '../../review/pending.js';
import { openPage, type Page } from '../page.js';

/** A page with a queue of so many suggestions of fiesta-red. */
async function openQueue(count: number, options?: Parameters<typeof openPage>[0]) {
  const page = await openPage(options);
  const ids = await suggestMany(page.pool, count);
  await page.modules.store.loadQueue();
  return { page, ids, ...page.modules };
}

const stateOf = ({ modules }: Page, id: number) =>
  modules.store.entries.value.find(({ item }) => item.id === id)?.state;

describe('a decision', () => {
  it('is shown before it is saved, and the next suggestion comes at once', async () => {
    const { page, ids, decide, store } = await openQueue(3);
    decide.decideCurrent({ decision: 'accepted' });
    expect(store.currentId.value).toBe(ids[1]);
    expect(stateOf(page, ids[0]!)).toBe('saving');
    expect(page.said()).toBe('Accepted: Fiesta Red.');
    await page.settled();
    expect(stateOf(page, ids[0]!)).toBe('decided');
    expect(await readSuggestion(page.pool, ids[0]!)).toMatchObject({ status: 'accepted', revision: 1 });
  });

  it('may name another finish, a family, or none', async () => {
    const { page, ids, decide } = await openQueue(3);
    decide.decideCurrent({ decision: 'edited', finish: 'black' }, 'Black');
    expect(page.said()).toBe('Chosen: Black.');
    decide.decideCurrent({ decision: 'edited', family: 'blue' }, 'Blue, finish unknown');
    decide.decideCurrent({ decision: 'rejected' });
    expect(page.said()).toBe('Rejected.');
    await page.settled();
    const stored = await Promise.all(ids.map((id) => readSuggestion(page.pool, id)));
    expect(stored.map(({ status }) => status)).toEqual(['edited', 'edited', 'rejected']);
  });

  it('is not made twice, be it on its way or saved', async () => {
    const { page, ids, decide, store } = await openQueue(2);
    decide.decideCurrent({ decision: 'accepted' });
    store.goTo(ids[0]);
    decide.decideCurrent({ decision: 'rejected' });
    expect(page.said()).toContain('still being saved');
    await page.settled();
    decide.decideCurrent({ decision: 'rejected' });
    expect(page.said()).toContain('is already decided');
    await page.settled();
    expect(await readSuggestion(page.pool, ids[0]!)).toMatchObject({ status: 'accepted', revision: 1 });
  });

  it('cannot accept where nothing is suggested', async () => {
    const page = await openPage();
    const { id } = await suggest(page.pool, { family: null, finish: null });
    const { store, decide } = page.modules;
    await store.loadQueue();
    decide.decideCurrent({ decision: 'accepted' });
    expect(page.said()).toContain('There is no suggestion to accept');
    decide.decideCurrent({ decision: 'rejected' });
    await page.settled();
    expect(await readSuggestion(page.pool, id)).toMatchObject({ status: 'rejected' });
  });

  it('is taken back where the service cannot be reached, and can be made again', async () => {
    const { page, ids, decide, notice, store } = await openQueue(2);
    page.connect(false);
    decide.decideCurrent({ decision: 'accepted' });
    await page.settled();
    expect(stateOf(page, ids[0]!)).toBe('open');
    expect(notice.notice.value).toMatchObject({
      kind: 'problem',
      text: 'Not saved: The service cannot be reached. Check the connection and try again.',
    });
    notice.notice.value!.action!.run();
    expect(store.currentId.value).toBe(ids[0]);
    page.connect(true);
    decide.decideCurrent({ decision: 'accepted' });
    await page.settled();
    expect(await readSuggestion(page.pool, ids[0]!)).toMatchObject({ status: 'accepted', revision: 1 });
  });

  it('leads to the sign-in form once the session has ended', async () => {
    const { page, ids, decide, session } = await openQueue(1);
    await page.pool.query('DELETE FROM honeyburst.api_token');
    decide.decideCurrent({ decision: 'accepted' });
    await page.settled();
    expect(session.session.value).toBeNull();
    expect(stateOf(page, ids[0]!)).toBe('open');
    expect(await readSuggestion(page.pool, ids[0]!)).toMatchObject({ status: 'pending' });
  });
});

describe('a conflict', () => {
  it('names who was quicker and keeps that decision', async () => {
    const { page, ids, decide, notice } = await openQueue(2);
    await page.ask('admin', 'POST', `/v1/suggestions/${ids[0]}/review`, {
      ...{ revision: 0, decision: 'edited', finish: 'black' },
    });
    decide.decideCurrent({ decision: 'accepted' });
    await page.settled();
    expect(stateOf(page, ids[0]!)).toBe('taken');
    expect(page.said()).toMatch(/^admin was quicker and chose black on .*\. Your decision was not saved\.$/);
    expect(notice.notice.value!.action!.name).toBe('Show it');
    expect(await readSuggestion(page.pool, ids[0]!)).toMatchObject({ status: 'edited', revision: 1 });
  });

  it('with a decision that was undone opens the suggestion again', async () => {
    const { page, ids, decide, store } = await openQueue(2);
    const review = (path: string, body: object) =>
      page.ask('admin', 'POST', `/v1/suggestions/${ids[0]}/${path}`, body);
    await review('review', { revision: 0, decision: 'rejected' });
    await review('undo', { revision: 1 });
    decide.decideCurrent({ decision: 'accepted' });
    await page.settled();
    expect(page.said()).toContain('admin was quicker and undid a decision on it');
    expect(stateOf(page, ids[0]!)).toBe('open');
    store.goTo(ids[0]);
    decide.decideCurrent({ decision: 'accepted' });
    await page.settled();
    expect(await readSuggestion(page.pool, ids[0]!)).toMatchObject({ status: 'accepted', revision: 3 });
  });
});

describe('a blind check', () => {
  const blind = { service: { review: { blindShare: 1, writeBack: false, notify: false } } };

  it('cannot be accepted, and shows what was suggested once it is decided', async () => {
    const { page, ids, decide, store } = await openQueue(1, blind);
    expect(store.current.value!.item).toMatchObject({ blind: true, suggested: null });
    decide.decideCurrent({ decision: 'accepted' });
    expect(page.said()).toContain('blind check');
    decide.decideCurrent({ decision: 'edited', finish: 'black' }, 'Black');
    await page.settled();
    expect(page.said()).toBe('Chosen: Black. The suggestion was: Fiesta Red.');
    expect(await readSuggestion(page.pool, ids[0]!)).toMatchObject({ status: 'edited', revision: 1 });
  });
});

it('a decision writes the finish to the listing where the service is set to', async () => {
  const page = await openPage({ service: { review: { blindShare: 0, writeBack: true, notify: false } } });
  const { listingId } = await suggest(page.pool);
  await page.modules.store.loadQueue();
  page.modules.decide.decideCurrent({ decision: 'accepted' });
  await page.settled();
  expect(await listingFinish(page.pool, listingId)).toBe('Fiesta Red');
});
