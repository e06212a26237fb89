import { expect, it } from 'vitest';
import { reviewSuggestion, reviewSuggestions } from '../../src/review/decide.js';
import { listReviewQueue, readReviewItem } from '../../src/review/queue.js';
import { undoReview } from '../../src/review/undo.js';
import { createReviewDatabase, emptyEvidence, plain, suggest, suggestMany } from './pending.js';

const ann = { reviewer: 'ann' };
const allBlind = { ...plain, blindShare: 1 };

it('shows the same share blind to everybody, whenever it is asked', async () => {
  const { pool, taxonomy } = await createReviewDatabase();
  await suggestMany(pool, 2000);
  const blindIds = async (blindShare: number) => {
    const { items } = await listReviewQueue(pool, taxonomy, {
      filter: { status: 'pending' },
      order: 'newest',
      limit: 2000,
      blindShare,
    });
    return items.filter(({ blind }) => blind).map(({ id }) => id);
  };
  const some = await blindIds(0.05);
  expect(some.length).toBeGreaterThan(60);
  expect(some.length).toBeLessThan(140);
  expect(await blindIds(0.05)).toEqual(some);
  // A greater share keeps those of the smaller one.
  expect(await blindIds(0.2)).toEqual(expect.arrayContaining(some));
  expect(await blindIds(0)).toEqual([]);
  expect(await blindIds(1)).toHaveLength(2000);
});

it('tells nothing of what is suggested until it is decided', async () => {
  const { pool, taxonomy } = await createReviewDatabase();
  const { id } = await suggest(pool, {
    listing: { finish: 'Black', match: 'exact' },
    reasons: ['contradicts_photo', 'photos_disagree', 'no_colour'],
    evidence: {
      ...emptyEvidence,
      photos: [
        {
          position: 0,
          url: 'http://photos.test/1.jpg',
          bodyShare: 0.8,
          weight: 1,
          family: { label: 'red', confidence: 0.99 },
          finish: { label: 'fiesta-red', confidence: 0.9 },
        },
      ],
    },
  });
  const blind = await readReviewItem(pool, taxonomy, { id, blindShare: 1 });
  expect(blind).toMatchObject({ blind: true, photos: [{ url: 'http://photos.test/1.jpg', seen: null }] });
  expect(JSON.stringify(blind)).not.toMatch(/fiesta|red"|:0\.9|contradicts_photo|no_colour/i);
  await reviewSuggestion(pool, { ...ann, id, revision: 0, decision: 'edited', finish: 'black' }, allBlind);
  expect(await readReviewItem(pool, taxonomy, { id, blindShare: 1 })).toMatchObject({
    blind: false,
    suggested: { finish: { label: 'fiesta-red' } },
    photos: [{ seen: { finish: { label: 'fiesta-red', confidence: 0.9 } } }],
    latest: { reviewer: 'ann', finish: 'black', blind: true },
  });
});

it('a filter by family or finish leaves out what is blind', async () => {
  const { pool, taxonomy } = await createReviewDatabase();
  await suggest(pool);
  const list = async (filter: object) => {
    const request = { order: 'newest' as const, limit: 10, blindShare: 1 };
    return (await listReviewQueue(pool, taxonomy, { filter: { status: 'pending', ...filter }, ...request }))
      .items;
  };
  expect(await list({})).toHaveLength(1);
  expect(await list({ family: 'red' })).toEqual([]);
  expect(await list({ finish: 'fiesta-red' })).toEqual([]);
});

it('cannot be accepted unseen, one by one or in bulk; a choice that agrees counts as accepted', async () => {
  const { pool } = await createReviewDatabase();
  const { id } = await suggest(pool);
  const decisions = [{ id, revision: 0, decision: 'accepted' as const }];
  expect(await reviewSuggestions(pool, { ...ann, bulk: true, decisions }, allBlind)).toEqual([
    { outcome: 'refused', id, reason: 'blind' },
  ]);
  expect(
    await reviewSuggestion(
      pool,
      { ...ann, id, revision: 0, decision: 'edited', finish: 'fiesta-red' },
      allBlind,
    ),
  ).toMatchObject({ status: 'accepted', blind: true });
  // Whoever undoes has seen it: the next decision is not blind.
  await undoReview(pool, { ...ann, id, revision: 1 }, plain);
  expect(
    await reviewSuggestion(pool, { ...ann, id, revision: 2, decision: 'accepted' }, allBlind),
  ).toMatchObject({ status: 'accepted', blind: false });
});

it('reports how much more readily a reviewer agrees where the suggestion is shown', async () => {
  const { pool } = await createReviewDatabase();
  const decide = async (settings: typeof plain, decision: object, suggestion = {}) => {
    const { id } = await suggest(pool, suggestion);
    await reviewSuggestion(pool, { ...ann, id, revision: 0, ...decision } as never, settings);
    return id;
  };
  // Shown: agrees with three of four.
  await decide(plain, { decision: 'accepted' });
  await decide(plain, { decision: 'accepted', bulk: true });
  // A finish within the family that is suggested agrees with it.
  await decide(plain, { decision: 'edited', finish: 'fiesta-red' }, { finish: null });
  await decide(plain, { decision: 'rejected' });
  // Nothing was suggested, so there is nothing to agree with.
  await decide(plain, { decision: 'edited', finish: 'black' }, { finish: null, family: null });
  // Blind: agrees with one of two; that it is undone and then accepted does not mend it.
  await decide(allBlind, { decision: 'edited', finish: 'fiesta-red' });
  const id = await decide(allBlind, { decision: 'edited', finish: 'black' });
  await undoReview(pool, { ...ann, id, revision: 1 }, plain);
  const { rows } = await pool.query('SELECT * FROM analytics.reviewer');
  expect(rows).toEqual([
    {
      reviewer: 'ann',
      decisions: 7,
      accepted: 3,
      edited: 2,
      rejected: 1,
      undone: 1,
      bulk: 1,
      shown: 4,
      shown_agreed: 3,
      blind: 2,
      blind_agreed: 1,
      acceptance: 0.75,
      blind_agreement: 0.5,
      over_acceptance: 0.25,
      first_at: expect.any(Date),
      last_at: expect.any(Date),
    },
  ]);
});
