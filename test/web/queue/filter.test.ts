import { describe, expect, it } from 'vitest';
import { suggest } from '../../review/pending.js';
import { openPage } from '../page.js';

describe('filters', () => {
  it('are those of the address; what is no filter, or empty, is left out', async () => {
    const page = await openPage({ path: '/?family=red&make=%20Fender%20&level=&colour=green#/queue' });
    expect(page.modules.filter.filter.value).toEqual({ family: 'red', make: 'Fender' });
    const wrong = await openPage({ path: '/?minConfidence=abc&maxAgeDays=7#/queue' });
    expect(wrong.modules.filter.filter.value).toEqual({ maxAgeDays: '7' });
  });

  it('go to the address as they change, and the step back leads to those before', async () => {
    const page = await openPage({ path: '/?family=red' });
    const { filter } = page.modules;
    filter.setFilter({ minConfidence: '0.5' });
    expect(page.search()).toBe('?family=red&minConfidence=0.5');
    filter.setFilter({ family: '' });
    expect(page.search()).toBe('?minConfidence=0.5');
    page.back();
    expect(filter.filter.value).toEqual({ family: 'red', minConfidence: '0.5' });
  });

  it('are cleared together; the order stays', async () => {
    const page = await openPage({ path: '/?family=red&order=newest&reason=missing' });
    page.modules.filter.clearFilter();
    expect(page.search()).toBe('?order=newest');
  });

  it('decide what is loaded and what is counted', async () => {
    const page = await openPage({ path: '/?reason=vague' });
    await suggest(page.pool, { reasons: ['missing'] });
    const { id } = await suggest(page.pool, { reasons: ['vague'] });
    const { store, counts } = page.modules;
    await store.loadQueue();
    expect(store.entries.value.map(({ item }) => item.id)).toEqual([id]);
    const stop = counts.watchCounts();
    page.pass(0);
    await page.settled();
    expect(counts.counts.value).toMatchObject({ matching: 1 });
    expect(counts.counts.value!.facets.reason).toEqual([
      { value: 'missing', count: 1 },
      { value: 'vague', count: 1 },
    ]);
    stop();
  });

  it('that the service refuses are told in its words', async () => {
    const page = await openPage({ path: '/?minConfidence=7' });
    await page.modules.store.loadQueue();
    expect(page.modules.store.loading.value).toBe('failed');
    expect(page.said()).toContain('minConfidence');
  });
});
