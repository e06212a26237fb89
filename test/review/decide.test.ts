import { expect, it } from 'vitest';
import { withTransaction } from '../../src/database/pool.js';
import { reviewSuggestion, reviewSuggestions } from '../../src/review/decide.js';
import { undoReview, undoReviews } from '../../src/review/undo.js';
import { createReviewDatabase, plain, readSuggestion, suggest, suggestMany } from './pending.js';

const ann = { reviewer: 'ann' };
const bob = { reviewer: 'bob' };

it('accepts what is suggested, and keeps before and after', async () => {
  const { pool } = await createReviewDatabase();
  const { id } = await suggest(pool, { listing: { finish: 'reddish' } });
  expect(
    await reviewSuggestion(pool, { ...ann, id, revision: 0, decision: 'accepted', note: 'clear' }, plain),
  ).toEqual({
    outcome: 'decided',
    id,
    revision: 1,
    status: 'accepted',
    family: 'red',
    finish: 'fiesta-red',
    finishName: 'Fiesta Red',
    blind: false,
  });
  expect(await readSuggestion(pool, id)).toMatchObject({ status: 'accepted', revision: 1 });
  const { rows } = await pool.query('SELECT * FROM honeyburst.review');
  expect(rows).toMatchObject([
    {
      suggestion_id: id,
      revision: 1,
      reviewer: 'ann',
      decision: 'accepted',
      status_before: 'pending',
      family_before: 'red',
      finish_before: 'fiesta-red',
      family: 'red',
      finish: 'fiesta-red',
      finish_name: 'Fiesta Red',
      listing_finish_before: 'reddish',
      listing_finish: 'reddish',
      note: 'clear',
      bulk: false,
      blind: false,
    },
  ]);
});

it('takes another finish, a family alone, or no answer; the same answer again is an acceptance', async () => {
  const { pool } = await createReviewDatabase();
  const decide = async (decision: object) => {
    const { id } = await suggest(pool);
    return reviewSuggestion(pool, { ...ann, id, revision: 0, ...decision } as never, plain);
  };
  expect(await decide({ decision: 'edited', finish: 'lake-placid-blue' })).toMatchObject({
    status: 'edited',
    family: 'blue',
    finish: 'lake-placid-blue',
    finishName: 'Lake Placid Blue',
  });
  expect(await decide({ decision: 'edited', family: 'red' })).toMatchObject({
    status: 'edited',
    family: 'red',
    finish: null,
  });
  expect(await decide({ decision: 'rejected' })).toMatchObject({ status: 'rejected', family: null });
  expect(await decide({ decision: 'edited', finish: 'fiesta-red' })).toMatchObject({ status: 'accepted' });
  expect(await decide({ decision: 'edited', finish: 'no-such-red' })).toMatchObject({
    outcome: 'refused',
    reason: 'unknown_finish',
  });
  expect(await decide({ decision: 'edited', family: 'no-such' })).toMatchObject({
    outcome: 'refused',
    reason: 'unknown_family',
  });
});

it('accepts a family where only that is suggested, and nothing where nothing is', async () => {
  const { pool } = await createReviewDatabase();
  const family = await suggest(pool, { finish: null });
  const none = await suggest(pool, { finish: null, family: null });
  const accepted = { revision: 0, decision: 'accepted' } as const;
  expect(
    await reviewSuggestions(
      pool,
      {
        ...ann,
        decisions: [
          { id: none.id, ...accepted },
          { id: family.id, ...accepted },
          { id: 999_999, ...accepted },
        ],
      },
      plain,
    ),
  ).toMatchObject([
    { outcome: 'refused', id: none.id, reason: 'nothing_suggested' },
    { outcome: 'decided', id: family.id, status: 'accepted', family: 'red', finish: null },
    { outcome: 'unknown', id: 999_999 },
  ]);
  expect(await readSuggestion(pool, none.id)).toMatchObject({ status: 'pending', revision: 0 });
});

it('lets exactly one of two reviewers decide, and tells the other who did what', async () => {
  const { pool } = await createReviewDatabase();
  for (let round = 0; round < 20; round++) {
    const { id } = await suggest(pool);
    const outcomes = await Promise.all([
      reviewSuggestion(pool, { ...ann, id, revision: 0, decision: 'accepted' }, plain),
      reviewSuggestion(pool, { ...bob, id, revision: 0, decision: 'edited', finish: 'black' }, plain),
    ]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['conflict', 'decided']);
    const annWon = outcomes[0].outcome === 'decided';
    expect(outcomes.find(({ outcome }) => outcome === 'conflict')).toEqual({
      outcome: 'conflict',
      id,
      revision: 1,
      status: annWon ? 'accepted' : 'edited',
      latest: {
        reviewer: annWon ? 'ann' : 'bob',
        decision: annWon ? 'accepted' : 'edited',
        family: annWon ? 'red' : 'black',
        finish: annWon ? 'fiesta-red' : 'black',
        note: null,
        blind: false,
        decidedAt: expect.any(Date),
      },
    });
  }
  const { rows } = await pool.query('SELECT count(*) FROM honeyburst.review');
  expect(rows).toEqual([{ count: 20 }]);
});

it('a reviewer who had to wait for the other is refused all the same', async () => {
  const { pool } = await createReviewDatabase();
  const { id } = await suggest(pool);
  let waiting: ReturnType<typeof reviewSuggestion> | undefined;
  await withTransaction(pool, async (client) => {
    await reviewSuggestion(client, { ...ann, id, revision: 0, decision: 'accepted' }, plain);
    waiting = reviewSuggestion(pool, { ...bob, id, revision: 0, decision: 'rejected' }, plain);
    await blocked(pool);
  });
  expect(await waiting).toMatchObject({
    outcome: 'conflict',
    status: 'accepted',
    latest: { reviewer: 'ann' },
  });
});

it('refuses what a newer suggestion replaced, without naming anybody', async () => {
  const { pool } = await createReviewDatabase();
  const { id, listingId } = await suggest(pool);
  await suggest(pool, { listingId });
  expect(await reviewSuggestion(pool, { ...ann, id, revision: 0, decision: 'accepted' }, plain)).toEqual({
    outcome: 'conflict',
    id,
    revision: 0,
    status: 'superseded',
    latest: null,
  });
});

it('decides a thousand at once, each with an outcome of its own', async () => {
  const { pool } = await createReviewDatabase();
  const ids = await suggestMany(pool, 1000);
  await reviewSuggestion(pool, { ...bob, id: ids[7]!, revision: 0, decision: 'rejected' }, plain);
  const decisions = ids.map((id) => ({ id, revision: 0, decision: 'accepted' as const }));
  const outcomes = await reviewSuggestions(pool, { ...ann, bulk: true, decisions }, plain);
  expect(outcomes.map(({ id }) => id)).toEqual(ids);
  expect(outcomes.filter(({ outcome }) => outcome === 'decided')).toHaveLength(999);
  expect(outcomes[7]).toMatchObject({
    outcome: 'conflict',
    latest: { reviewer: 'bob', decision: 'rejected' },
  });
  const { rows } = await pool.query(
    'SELECT reviewer, bulk, count(*) FROM honeyburst.review GROUP BY 1, 2 ORDER BY 1',
  );
  expect(rows).toEqual([
    { reviewer: 'ann', bulk: true, count: 999 },
    { reviewer: 'bob', bulk: false, count: 1 },
  ]);
  const undone = await undoReviews(pool, { ...ann, undos: ids.map((id) => ({ id, revision: 1 })) }, plain);
  expect(undone.every(({ outcome, id }, i) => outcome === 'undone' && id === ids[i])).toBe(true);
});

it('two bulks that overlap decide each suggestion once, in whichever order they name them', async () => {
  const { pool } = await createReviewDatabase();
  const ids = await suggestMany(pool, 300);
  const bulk = (reviewer: string, order: number[]) =>
    reviewSuggestions(
      pool,
      { reviewer, bulk: true, decisions: order.map((id) => ({ id, revision: 0, decision: 'accepted' })) },
      { ...plain, writeBack: true },
    );
  const outcomes = await Promise.all([bulk('ann', ids), bulk('bob', ids.toReversed())]);
  expect(outcomes.flat().filter(({ outcome }) => outcome === 'decided')).toHaveLength(300);
  const { rows } = await pool.query('SELECT count(*) FROM honeyburst.review');
  expect(rows).toEqual([{ count: 300 }]);
});

it('undoes the latest decision only, and lets it be decided anew', async () => {
  const { pool } = await createReviewDatabase();
  const { id } = await suggest(pool);
  await reviewSuggestion(pool, { ...ann, id, revision: 0, decision: 'edited', finish: 'black' }, plain);
  expect(await undoReview(pool, { ...ann, id, revision: 0 }, plain)).toMatchObject({
    outcome: 'conflict',
    latest: { reviewer: 'ann', decision: 'edited' },
  });
  expect(await undoReview(pool, { ...ann, id, revision: 1 }, plain)).toEqual({
    outcome: 'undone',
    id,
    revision: 2,
  });
  expect(await readSuggestion(pool, id)).toEqual({
    status: 'pending',
    revision: 2,
    family: 'red',
    finish: 'fiesta-red',
  });
  // What was undone cannot be undone.
  expect(await undoReview(pool, { ...ann, id, revision: 2 }, plain)).toMatchObject({
    outcome: 'conflict',
    latest: { decision: 'undone' },
  });
  expect(
    await reviewSuggestion(pool, { ...bob, id, revision: 1, decision: 'accepted' }, plain),
  ).toMatchObject({ outcome: 'conflict', latest: { decision: 'undone' } });
  expect(
    await reviewSuggestion(pool, { ...bob, id, revision: 2, decision: 'accepted' }, plain),
  ).toMatchObject({ outcome: 'decided', revision: 3 });
  const { rows } = await pool.query(
    'SELECT decision, status_before, finish_before, finish FROM honeyburst.review ORDER BY revision',
  );
  expect(rows).toEqual([
    { decision: 'edited', status_before: 'pending', finish_before: 'fiesta-red', finish: 'black' },
    { decision: 'undone', status_before: 'edited', finish_before: 'black', finish: null },
    { decision: 'accepted', status_before: 'pending', finish_before: 'fiesta-red', finish: 'fiesta-red' },
  ]);
});

it('leaves a decision alone whose listing has a newer suggestion, and says so', async () => {
  const { pool } = await createReviewDatabase();
  const { id, listingId } = await suggest(pool);
  await reviewSuggestion(pool, { ...ann, id, revision: 0, decision: 'rejected' }, plain);
  const newer = await suggest(pool, { listingId });
  expect(await undoReview(pool, { ...ann, id, revision: 1 }, plain)).toEqual({
    outcome: 'replaced',
    id,
    newer: { id: newer.id, status: 'pending' },
  });
  expect(await readSuggestion(pool, id)).toMatchObject({ status: 'rejected', revision: 1 });
});

it('sees a newer suggestion that comes while it undoes', async () => {
  const { pool } = await createReviewDatabase();
  const { id, listingId } = await suggest(pool);
  await reviewSuggestion(pool, { ...ann, id, revision: 0, decision: 'rejected' }, plain);
  let waiting: ReturnType<typeof undoReview> | undefined;
  await withTransaction(pool, async (client) => {
    await suggest(client as typeof pool, { listingId });
    waiting = undoReview(pool, { ...ann, id, revision: 1 }, plain);
    await blocked(pool);
  });
  expect(await waiting).toMatchObject({ outcome: 'replaced', newer: { status: 'pending' } });
});

it('refuses to change or delete a review', async () => {
  const { pool } = await createReviewDatabase();
  const { id } = await suggest(pool);
  await reviewSuggestion(pool, { ...ann, id, revision: 0, decision: 'accepted' }, plain);
  await expect(pool.query("UPDATE honeyburst.review SET decision = 'rejected'")).rejects.toThrow(
    'append-only',
  );
  await expect(pool.query('DELETE FROM honeyburst.review')).rejects.toThrow('append-only');
  await expect(pool.query('DELETE FROM honeyburst.listing')).rejects.toThrow('append-only');
  const { rows } = await pool.query('SELECT decision FROM honeyburst.review');
  expect(rows).toEqual([{ decision: 'accepted' }]);
});

/** Resolves once some statement waits for a lock. */
async function blocked(pool: Parameters<typeof suggest>[0]): Promise<void> {
  for (;;) {
    const { rows } = await pool.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (rows.length > 0) return;
  }
}
