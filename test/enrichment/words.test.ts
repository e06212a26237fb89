import { describe, expect, it } from 'vitest';
import { listSuggestions } from '../../src/suggestion/store.js';
import { backends } from '../queue/backends.js';
import { insertListing, photo, type TestListing } from './catalogue.js';
import { createPipeline, states } from './pipeline.js';

const [backend] = backends;
const named = { textFinish: 'oxblood', textFamily: 'red' } satisfies TestListing;

async function suggest(listing: (url: string) => TestListing, photos = {}) {
  const pipeline = await createPipeline(backend!, { photos, attempts: 1 });
  await insertListing(pipeline.pool, listing(pipeline.server.url));
  await pipeline.backfill();
  await pipeline.drain();
  const [suggestion] = await listSuggestions(pipeline.pool, { status: 'pending', limit: 1 });
  return { suggestion, states: await states(pipeline), pool: pipeline.pool };
}

describe('words that name a finish', () => {
  it('answer a listing that has no photos', async () => {
    const { suggestion, states } = await suggest(() => ({ ...named, photos: [] }));
    expect(states).toEqual({ done: 1 });
    expect(suggestion).toMatchObject({
      ...{ level: 'finish', family: 'red', finish: 'oxblood', reasons: ['missing'] },
      evidence: { photos: [], seen: [], text: { agreement: 'absent', finish: 'oxblood' } },
    });
  });

  it('answer a listing whose photos are gone, and the evidence says what became of them', async () => {
    const { suggestion, states } = await suggest((url) => ({ ...named, photos: [`${url}/gone.jpg`] }));
    expect(states).toEqual({ done: 1 });
    expect(suggestion).toMatchObject({ level: 'finish', finish: 'oxblood' });
    expect(suggestion!.evidence.photos).toMatchObject([{ error: { code: 'photo_not_found' } }]);
  });

  it('answer together with photos, while the ledger keeps what the photos say', async () => {
    const { suggestion, pool } = await suggest((url) => ({ ...named, photos: [`${url}/red.jpg`] }), {
      '/red.jpg': await photo('fiesta-red'),
    });
    expect(suggestion).toMatchObject({
      ...{ level: 'finish', finish: 'oxblood' },
      evidence: {
        seen: expect.arrayContaining([expect.objectContaining({ finish: 'fiesta-red' })]),
        alternatives: expect.arrayContaining([expect.objectContaining({ finish: 'oxblood' })]),
      },
    });
    const { rows } = await pool.query('SELECT level, finish FROM honeyburst.enrichment');
    expect(rows).toEqual([{ level: 'finish', finish: 'fiesta-red' }]);
  });

  it('leave a listing that says nothing and has no photos as it was', async () => {
    const { suggestion, states } = await suggest(() => ({ photos: [] }));
    expect(suggestion).toBeUndefined();
    expect(states).toEqual({ skipped: 1 });
  });
});
