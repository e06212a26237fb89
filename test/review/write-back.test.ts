import { expect, it } from 'vitest';
import type { Pool } from '../../src/database/pool.js';
import { enqueueFindings } from '../../src/enrichment/producer.js';
import { resolveListings } from '../../src/listing/resolve.js';
import { reviewSuggestion } from '../../src/review/decide.js';
import { undoReview } from '../../src/review/undo.js';
import type { Taxonomy } from '../../src/taxonomy/taxonomy.js';
import { insertModel } from '../enrichment/catalogue.js';
import { createReviewDatabase, listingFinish, plain, readSuggestion, suggest } from './pending.js';

const writing = { ...plain, writeBack: true };
const ann = { reviewer: 'ann' };

/** What a cron job does: resolves what changed and puts what needs enrichment on the ledger. */
async function backfill(pool: Pool, taxonomy: Taxonomy, options: { model?: string; check?: boolean } = {}) {
  await resolveListings(pool, taxonomy);
  return enqueueFindings(pool, { model: 'colour', priority: 10, ...options });
}

it('writes the finish by its display name, and keeps what was there', async () => {
  const { pool } = await createReviewDatabase();
  const { id, listingId } = await suggest(pool, { listing: { finish: 'reddish' } });
  await reviewSuggestion(pool, { ...ann, id, revision: 0, decision: 'accepted' }, writing);
  expect(await listingFinish(pool, listingId)).toBe('Fiesta Red');
  const { rows } = await pool.query('SELECT listing_finish_before, listing_finish FROM honeyburst.review');
  expect(rows).toEqual([{ listing_finish_before: 'reddish', listing_finish: 'Fiesta Red' }]);
});

it('writes nothing where no finish was decided on, and nothing unless it is asked to', async () => {
  const { pool } = await createReviewDatabase();
  const family = await suggest(pool, { finish: null });
  await reviewSuggestion(pool, { ...ann, id: family.id, revision: 0, decision: 'accepted' }, writing);
  const rejected = await suggest(pool, { listing: { finish: 'reddish' } });
  await reviewSuggestion(pool, { ...ann, id: rejected.id, revision: 0, decision: 'rejected' }, writing);
  const unasked = await suggest(pool);
  await reviewSuggestion(pool, { ...ann, id: unasked.id, revision: 0, decision: 'accepted' }, plain);
  expect(await listingFinish(pool, family.listingId)).toBeNull();
  expect(await listingFinish(pool, rejected.listingId)).toBe('reddish');
  expect(await listingFinish(pool, unasked.listingId)).toBeNull();
});

it('a written listing is settled: whatever model or check, it is not enriched again', async () => {
  const { pool, taxonomy } = await createReviewDatabase();
  await insertModel(pool, 'newer');
  // The title goes on naming another finish than the reviewer saw.
  const { id, listingId } = await suggest(pool, { listing: { textFinish: 'black', textFamily: 'black' } });
  await pool.query("UPDATE honeyburst.listing SET title = 'Stratocaster Olympic White' WHERE id = $1", [
    listingId,
  ]);
  await reviewSuggestion(pool, { ...ann, id, revision: 0, decision: 'accepted' }, writing);
  expect(await backfill(pool, taxonomy)).toMatchObject({ added: 0 });
  expect(await backfill(pool, taxonomy, { check: true })).toMatchObject({ added: 0 });
  expect(await backfill(pool, taxonomy, { model: 'newer', check: true })).toMatchObject({ added: 0 });
  const { rows } = await pool.query(
    `SELECT finish_match, finish_slug, text_finish, (SELECT count(*) FROM honeyburst.finding) AS findings
       FROM honeyburst.listing`,
  );
  expect(rows).toEqual([
    { finish_match: 'exact', finish_slug: 'fiesta-red', text_finish: 'olympic-white', findings: 0 },
  ]);
  expect(await readSuggestion(pool, id)).toMatchObject({ status: 'accepted' });
  // The seller changes it: now it is another listing.
  await pool.query("UPDATE honeyburst.listing SET finish = 'n/a' WHERE id = $1", [listingId]);
  expect(await backfill(pool, taxonomy)).toMatchObject({ added: 1 });
});

it('undo restores what was there, and the suggestion is pending as it was', async () => {
  const { pool, taxonomy } = await createReviewDatabase();
  const { id, listingId } = await suggest(pool, { listing: { finish: 'n/a' } });
  await reviewSuggestion(pool, { ...ann, id, revision: 0, decision: 'edited', finish: 'black' }, writing);
  await backfill(pool, taxonomy);
  expect(await undoReview(pool, { ...ann, id, revision: 1 }, plain)).toMatchObject({ outcome: 'undone' });
  expect(await listingFinish(pool, listingId)).toBe('n/a');
  expect(await backfill(pool, taxonomy)).toMatchObject({ added: 0, known: 1 });
  expect(await readSuggestion(pool, id)).toMatchObject({ status: 'pending', revision: 2 });
});

it('undo leaves alone what the seller has written since', async () => {
  const { pool } = await createReviewDatabase();
  const { id, listingId } = await suggest(pool);
  await reviewSuggestion(pool, { ...ann, id, revision: 0, decision: 'accepted' }, writing);
  await pool.query("UPDATE honeyburst.listing SET finish = 'Dakota Red' WHERE id = $1", [listingId]);
  expect(await undoReview(pool, { ...ann, id, revision: 1 }, plain)).toMatchObject({ outcome: 'undone' });
  expect(await listingFinish(pool, listingId)).toBe('Dakota Red');
});
