import { describe, expect, it } from 'vitest';
import { suggest, suggestMany } from '../../review/pending.js';
import { openPage } from '../page.js';

describe('the queue', () => {
  it('is loaded in pages as it is worked off, each suggestion once', async () => {
    const page = await openPage();
    const ids = await suggestMany(page.pool, 45);
    const { store } = page.modules;
    await store.loadQueue();
    expect(store.entries.value).toHaveLength(20);
    expect(store.currentId.value).toBe(ids[0]);
    // Nine are ahead of the eleventh, which is few.
    for (let step = 0; step < 10; step++) store.advance();
    await page.settled();
    expect(store.entries.value).toHaveLength(40);
    store.goTo(ids[39]);
    await page.settled();
    expect(store.entries.value.map(({ item }) => item.id)).toEqual(ids);
    expect(store.loading.value).toBe('end');
    await store.loadMore();
    expect(page.asked.filter((request) => request.includes('limit='))).toHaveLength(3);
  });

  it('shows the most doubtful first, or the surest where the address says so', async () => {
    const page = await openPage({ path: '/?order=surest' });
    const doubtful = await suggest(page.pool, { confidence: 0.4 });
    const sure = await suggest(page.pool, { confidence: 0.95 });
    const { store, filter } = page.modules;
    await store.loadQueue();
    expect(store.entries.value.map(({ item }) => item.id)).toEqual([sure.id, doubtful.id]);
    filter.setFilter({ order: '' });
    await store.loadQueue();
    expect(store.entries.value.map(({ item }) => item.id)).toEqual([doubtful.id, sure.id]);
  });

  it('goes forth and back, and stays at its ends', async () => {
    const page = await openPage();
    const ids = await suggestMany(page.pool, 2);
    const { store } = page.modules;
    await store.loadQueue();
    store.goBy(-1);
    expect(store.currentId.value).toBe(ids[0]);
    store.goBy(1);
    store.goBy(1);
    expect(store.currentId.value).toBe(ids[1]);
    // Behind the last one the first that is open comes again.
    store.advance();
    expect(store.currentId.value).toBe(ids[0]);
  });

  it('says that it could not be loaded, and loads when it is asked to again', async () => {
    const page = await openPage();
    await suggestMany(page.pool, 1);
    const { store } = page.modules;
    page.connect(false);
    await store.loadQueue();
    expect(store.loading.value).toBe('failed');
    expect(page.said()).toContain('cannot be reached');
    page.connect(true);
    await store.loadMore();
    expect(store.entries.value).toHaveLength(1);
  });

  it('forgets an answer that comes after other filters were set', async () => {
    const page = await openPage();
    await suggest(page.pool, { confidence: 0.4 });
    const sure = await suggest(page.pool, { confidence: 0.95 });
    const { store, filter } = page.modules;
    const slow = store.loadQueue();
    filter.setFilter({ minConfidence: '0.9' });
    await Promise.all([slow, store.loadQueue()]);
    expect(store.entries.value.map(({ item }) => item.id)).toEqual([sure.id]);
  });

  it('keeps what was selected until it is loaded anew', async () => {
    const page = await openPage();
    const ids = await suggestMany(page.pool, 2);
    const { store } = page.modules;
    await store.loadQueue();
    store.toggleSelected(ids[1]!);
    store.goBy(1);
    expect([...store.selected.value]).toEqual([ids[1]]);
    await store.loadQueue();
    expect(store.selected.value.size).toBe(0);
  });
});

describe('photos', () => {
  it('of the next three suggestions are fetched ahead, once', async () => {
    const page = await openPage();
    for (let count = 0; count < 5; count++) {
      await suggest(page.pool, { listing: { photos: [`https://photos.test/${count}.jpg`] } });
    }
    const { store, prefetch } = page.modules;
    await store.loadQueue();
    const stop = prefetch.prefetchAhead();
    expect(page.images).toHaveLength(3);
    expect(page.images[0]).toMatch(/^\/v1\/suggestions\/\d+\/photos\/1\?size=1600$/);
    store.advance();
    expect(page.images).toHaveLength(4);
    expect(new Set(page.images).size).toBe(4);
    stop();
    store.advance();
    expect(page.images).toHaveLength(4);
  });

  it('are walked through in a circle; the one that says most is shown first', async () => {
    const page = await openPage();
    const photos = ['a', 'b', 'c'].map((name) => `https://photos.test/${name}.jpg`);
    const seen = (url: string, weight: number) => ({
      ...{ position: 1, url, weight, bodyShare: 0.5 },
      family: { label: 'red', confidence: 0.9 },
      finish: { label: 'fiesta-red', confidence: 0.9 },
    });
    await suggest(page.pool, {
      listing: { photos },
      evidence: {
        photos: [seen(photos[0]!, 0.2), seen(photos[1]!, 0.8)],
        text: { agreement: 'absent', finish: null, family: null, phrase: null },
        stated: { text: null, finish: null, family: null },
        alternatives: [],
      },
    });
    const { store, shownPhoto } = page.modules;
    await store.loadQueue();
    expect(shownPhoto.shownIndex.value).toBe(1);
    shownPhoto.showPhotoBy(1);
    shownPhoto.showPhotoBy(1);
    expect(shownPhoto.shownIndex.value).toBe(0);
    shownPhoto.showPhotoBy(-1);
    expect(shownPhoto.shownIndex.value).toBe(2);
  });
});
