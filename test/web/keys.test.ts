import { describe, expect, it } from 'vitest';
import type { ApiRole } from '../../src/http/api-token.js';
import { emptyEvidence, readSuggestion, suggest } from '../review/pending.js';
import { openPage } from './page.js';

const alternatives = [
  { finish: 'fiesta-red', family: 'red', confidence: 0.6 },
  { finish: 'candy-apple-red', family: 'red', confidence: 0.2 },
  { finish: null, family: 'blue', confidence: 0.1 },
];

async function listen(role: ApiRole = 'reviewer') {
  const page = await openPage({ role });
  const ids: number[] = [];
  for (let count = 0; count < 3; count++) {
    ids.push((await suggest(page.pool, { evidence: { ...emptyEvidence, alternatives } })).id);
  }
  await page.modules.store.loadQueue();
  const stop = page.modules.keys.listenToKeys();
  const statuses = async () =>
    (await Promise.all(ids.map((id) => readSuggestion(page.pool, id)))).map(({ status }) => status);
  return { page, ids, stop, statuses, ...page.modules };
}

describe('single keys', () => {
  it('accept, reject, undo and move on', async () => {
    const { page, ids, statuses, store } = await listen();
    expect(page.press('a')).toBe(true);
    page.press('r');
    await page.settled();
    expect(await statuses()).toEqual(['accepted', 'rejected', 'pending']);
    page.press('u');
    await page.settled();
    expect(await statuses()).toEqual(['accepted', 'pending', 'pending']);
    page.press('s');
    expect(store.currentId.value).toBe(ids[2]);
    page.press('k');
    page.press('k');
    expect(store.currentId.value).toBe(ids[0]);
    page.press('j');
    expect(store.currentId.value).toBe(ids[1]);
  });

  it('say nothing more of the last decision after a skip', async () => {
    const { page } = await listen();
    page.press('a');
    expect(page.said()).toBeDefined();
    page.press('s');
    expect(page.said()).toBeUndefined();
    await page.settled();
  });

  it('are only those that a view listens to', async () => {
    const { page, stop, keys, store, ids } = await listen();
    stop();
    keys.listenToKeys(['?']);
    expect(page.press('j')).toBe(false);
    expect(store.currentId.value).toBe(ids[0]);
    expect(page.press('?')).toBe(true);
  });

  it('choose a candidate by its number, where there is one', async () => {
    const { page, ids } = await listen();
    page.press('5');
    expect(page.said()).toBeUndefined();
    page.press('2');
    expect(page.said()).toBe('Chosen: Candy Apple Red.');
    page.press('3');
    expect(page.said()).toBe('Chosen: Blue, finish unknown.');
    await page.settled();
    expect(await readSuggestion(page.pool, ids[0]!)).toMatchObject({ status: 'edited' });
    const { rows } = await page.pool.query('SELECT family, finish FROM honeyburst.review ORDER BY id');
    expect(rows).toEqual([
      { family: 'red', finish: 'candy-apple-red' },
      { family: 'blue', finish: null },
    ]);
  });

  it('select, and accept what is selected only from the dialog that shows it', async () => {
    const { page, ids, store, dialog } = await listen();
    page.press('x');
    expect([...store.selected.value]).toEqual([ids[0]]);
    page.press('A', { shiftKey: true });
    expect(dialog.dialog.value).toBe('bulk');
    // The dialog has the keys.
    expect(page.press('r')).toBe(false);
  });

  it('open help, filters and the choice of a finish', async () => {
    const { page, dialog, filtersOpen } = await listen();
    page.press('f');
    expect(filtersOpen.areFiltersOpen.value).toBe(true);
    page.press('?', { shiftKey: true });
    expect(dialog.dialog.value).toBe('help');
    dialog.closeDialog();
    page.press('e');
    expect(dialog.dialog.value).toBe('choose');
  });

  it('show other photos and zoom', async () => {
    const { page, shownPhoto } = await listen();
    page.press('z');
    expect(shownPhoto.isZoomed.value).toBe(true);
    expect(page.press('ArrowRight')).toBe(true);
  });

  it('mean the same with caps lock on', async () => {
    const { page, statuses } = await listen();
    page.press('R');
    await page.settled();
    expect((await statuses())[0]).toBe('rejected');
  });

  it('do nothing in a text field, with Ctrl, held down, or switched off', async () => {
    const { page, statuses, keys, stop } = await listen();
    expect(page.press('a', { within: 'select' })).toBe(false);
    expect(page.press('a', { within: 'textarea' })).toBe(false);
    expect(page.press('a', { ctrlKey: true })).toBe(false);
    expect(page.press('a', { repeat: true })).toBe(false);
    keys.setKeysOn(false);
    expect(page.press('a')).toBe(false);
    expect(localStorage.getItem('honeyburst.keys')).toBe('off');
    keys.setKeysOn(true);
    stop();
    expect(page.press('a')).toBe(false);
    await page.settled();
    expect(await statuses()).toEqual(['pending', 'pending', 'pending']);
  });

  it('only look on where an analyst presses them', async () => {
    const { page, ids, statuses, store } = await listen('analyst');
    expect(page.press('a')).toBe(false);
    expect(page.press('x')).toBe(false);
    page.press('j');
    expect(store.currentId.value).toBe(ids[1]);
    await page.settled();
    expect(await statuses()).toEqual(['pending', 'pending', 'pending']);
  });
});
