import { expect, it } from 'vitest';
import type { Pool } from '../../src/database/pool.js';
import { countReviewQueue } from '../../src/review/counts.js';
import { reviewSuggestion } from '../../src/review/decide.js';
import { markWords } from '../../src/review/mark-words.js';
import { listReviewQueue } from '../../src/review/queue.js';
import { type QueueFilter, queueOrderSchema } from '../../src/review/queue-filter.js';
import type { Taxonomy } from '../../src/taxonomy/taxonomy.js';
import { insertListing } from '../enrichment/catalogue.js';
import { createReviewDatabase, emptyEvidence, plain, suggest } from './pending.js';

async function list(pool: Pool, taxonomy: Taxonomy, filter: Partial<QueueFilter> = {}): Promise<number[]> {
  const { items } = await listReviewQueue(pool, taxonomy, {
    filter: { status: 'pending', ...filter },
    order: 'doubtful',
    limit: 100,
    blindShare: 0,
  });
  return items.map(({ id }) => id);
}

it('shows everything that a decision needs', async () => {
  const { pool, taxonomy } = await createReviewDatabase();
  const { id, listingId } = await suggest(pool, {
    listing: {
      photos: ['http://photos.test/a.jpg', 'http://photos.test/b.jpg', 'http://photos.test/new.jpg'],
    },
    reasons: ['missing', 'photos_disagree'],
    evidence: {
      ...emptyEvidence,
      photos: [
        {
          position: 0,
          url: 'http://photos.test/a.jpg',
          bodyShare: 0.8,
          weight: 1,
          family: { label: 'red', confidence: 0.95 },
          finish: { label: 'fiesta-red', confidence: 0.9 },
        },
        {
          position: 1,
          url: 'http://photos.test/b.jpg',
          error: { stage: 'fetch', code: 'photo_not_found', message: 'gone' },
        },
      ],
    },
  });
  await pool.query(
    `UPDATE honeyburst.listing
        SET make = 'Fender', model = 'Stratocaster', title = 'Fender Strat Fiesta Red 1962', text_phrase = 'Fiesta Red',
            description = '<p>Lovely <b>fiesta red</b> body.</p><ul><li>No <script>alert(1)</script>case</li></ul>'
      WHERE id = $1`,
    [listingId],
  );
  const { items, next } = await listReviewQueue(pool, taxonomy, {
    filter: { status: 'pending' },
    order: 'doubtful',
    limit: 1,
    blindShare: 0,
  });
  expect(next).toBeUndefined();
  const [item] = items;
  const { title, description } = item!.listing;
  const words = (text: string | null, marks: { start: number; end: number }[]) =>
    marks.map(({ start, end }) => text!.slice(start, end));
  expect(item).toMatchObject({
    id,
    revision: 0,
    status: 'pending',
    blind: false,
    level: 'finish',
    suggested: {
      family: { label: 'red', name: 'Red', swatch: taxonomy.families.get('red')!.swatch },
      finish: {
        label: 'fiesta-red',
        name: 'Fiesta Red',
        swatch: taxonomy.finishes.get('fiesta-red')!.swatch,
      },
      confidence: 0.9,
    },
    alternatives: [{ finish: { name: 'Fiesta Red' }, confidence: 0.9 }],
    reasons: ['missing', 'photos_disagree'],
    model: 'colour',
    listing: { id: listingId, make: 'Fender', finish: null, state: 'live' },
    photos: [
      { position: 1, seen: { weight: 1, finish: { name: 'Fiesta Red', confidence: 0.9 } } },
      { position: 2, seen: { error: { code: 'photo_not_found' } } },
      { position: 3, url: 'http://photos.test/new.jpg', seen: null },
    ],
    latest: null,
  });
  expect(words(title, item!.marks.title)).toEqual(['Fiesta Red']);
  expect(description).not.toContain('<');
  expect(words(description, item!.marks.description).map((word) => word.replace(/\s+/g, ' '))).toEqual([
    'fiesta red',
  ]);
  expect(item!.marks.model).toEqual([]);
});

it('marks each place of the words once, and no part of a word', async () => {
  const { taxonomy } = await createReviewDatabase();
  const text = 'Black. Not a Blackguard; BLACK (c++) 🎸 black';
  const marks = markWords(taxonomy, text, { make: null, phrase: 'Black' });
  expect(marks.map(({ start, end }) => [start, text.slice(start, end)])).toEqual([
    [0, 'Black'],
    [25, 'BLACK'],
    [40, 'black'],
  ]);
  expect(markWords(taxonomy, 'a (c++) [x', { make: null, phrase: '(c++) [x' })).toEqual([
    { start: 2, end: 10 },
  ]);
  expect(markWords(taxonomy, null, { make: null, phrase: 'Black' })).toEqual([]);
});

it('filters by everything that a page can filter by', async () => {
  const { pool, taxonomy } = await createReviewDatabase();
  const red = await suggest(pool, { confidence: 0.9 });
  const fender = await insertListing(pool);
  await pool.query("UPDATE honeyburst.listing SET make = ' FENDER ' WHERE id = $1", [fender]);
  const blue = await suggest(pool, {
    listingId: fender,
    family: 'blue',
    finish: 'lake-placid-blue',
    confidence: 0.6,
  });
  const family = await suggest(pool, {
    finish: null,
    confidence: 0.8,
    reasons: ['vague', 'photos_disagree'],
  });
  const none = await suggest(pool, { finish: null, family: null, confidence: 0.3 });
  await pool.query("UPDATE honeyburst.suggestion SET created_at = '2024-05-01' WHERE id = $1", [none.id]);
  await reviewSuggestion(pool, { reviewer: 'ann', id: red.id, revision: 0, decision: 'accepted' }, plain);

  expect(await list(pool, taxonomy)).toEqual([none.id, blue.id, family.id]);
  expect(await list(pool, taxonomy, { status: 'accepted' })).toEqual([red.id]);
  expect(await list(pool, taxonomy, { family: 'red' })).toEqual([family.id]);
  expect(await list(pool, taxonomy, { finish: 'lake-placid-blue' })).toEqual([blue.id]);
  expect(await list(pool, taxonomy, { level: 'none' })).toEqual([none.id]);
  expect(await list(pool, taxonomy, { minConfidence: 0.6, maxConfidence: 0.7 })).toEqual([blue.id]);
  expect(await list(pool, taxonomy, { make: 'Fender' })).toEqual([blue.id]);
  expect(await list(pool, taxonomy, { reason: 'photos_disagree' })).toEqual([family.id]);
  expect(await list(pool, taxonomy, { model: 'other' })).toEqual([]);
  expect(await list(pool, taxonomy, { createdBefore: new Date('2024-06-01') })).toEqual([none.id]);
  expect(await list(pool, taxonomy, { createdSince: new Date('2024-06-01') })).toEqual([blue.id, family.id]);
});

it.each(queueOrderSchema.options)(
  'pages through all in the order %s, also where many are alike',
  async (order) => {
    const { pool, taxonomy } = await createReviewDatabase();
    for (let i = 0; i < 25; i++) await suggest(pool, { confidence: [0.1, 0.7, 1][i % 3]! });
    await pool.query(
      "UPDATE honeyburst.suggestion SET created_at = '2024-01-01 00:00:00.123457+00' WHERE id % 2 = 0",
    );
    await pool.query('UPDATE honeyburst.suggestion SET suspicion = confidence');
    const request = { filter: { status: 'pending' as const }, order, limit: 4, blindShare: 0 };
    const seen: { id: number; confidence: number; at: number }[] = [];
    let cursor: string | undefined;
    do {
      const page = await listReviewQueue(pool, taxonomy, { ...request, cursor });
      seen.push(
        ...page.items.map((item) => ({
          id: item.id,
          confidence: item.suggested!.confidence,
          at: item.createdAt.getTime(),
        })),
      );
      cursor = page.next;
    } while (cursor);
    const sign = order === 'doubtful' ? 1 : -1;
    const value = (one: (typeof seen)[number]) => (order === 'newest' ? one.at : one.confidence);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(25);
    expect(seen).toEqual(seen.toSorted((a, b) => sign * (value(a) - value(b)) || sign * (a.id - b.id)));
  },
);

it('refuses a cursor that is not its own', async () => {
  const { pool, taxonomy } = await createReviewDatabase();
  await suggest(pool);
  await suggest(pool);
  const request = { filter: { status: 'pending' as const }, limit: 1, blindShare: 0 };
  const { next } = await listReviewQueue(pool, taxonomy, { ...request, order: 'surest' });
  for (const cursor of [next!, 'rubbish', Buffer.from('["newest","x",1]').toString('base64url')]) {
    await expect(
      listReviewQueue(pool, taxonomy, { ...request, order: 'newest', cursor }),
    ).rejects.toMatchObject({
      code: 'wrong_cursor',
    });
  }
});

it('counts what waits, and what each filter would leave', async () => {
  const { pool } = await createReviewDatabase();
  const decided = await suggest(pool);
  await suggest(pool);
  await suggest(pool, {
    family: 'blue',
    finish: 'lake-placid-blue',
    reasons: ['missing', 'photos_disagree'],
  });
  await suggest(pool, { finish: null, reasons: ['vague'] });
  await reviewSuggestion(pool, { reviewer: 'ann', id: decided.id, revision: 0, decision: 'rejected' }, plain);
  const { matching, facets } = await countReviewQueue(pool, {
    filter: { status: 'pending', family: 'red' },
    blindShare: 0,
  });
  expect(matching).toBe(2);
  // Each facet counts under the other filters, not under its own.
  expect(facets).toEqual({
    status: [
      { value: 'pending', count: 2 },
      { value: 'rejected', count: 1 },
    ],
    level: [
      { value: 'family', count: 1 },
      { value: 'finish', count: 1 },
    ],
    family: [
      { value: 'red', count: 2 },
      { value: 'blue', count: 1 },
    ],
    finish: [{ value: 'fiesta-red', count: 1 }],
    model: [{ value: 'colour', count: 2 }],
    reason: [
      { value: 'missing', count: 1 },
      { value: 'vague', count: 1 },
    ],
  });
});

it('says of each photo its view and why it has no vote, and takes evidence of before that', async () => {
  const { pool, taxonomy } = await createReviewDatabase();
  const seen = { bodyShare: 0.1, weight: 0, family: { label: 'red', confidence: 0.6 }, finish: null };
  const urls = [1, 2, 3].map((i) => `http://photos.test/${i}.jpg`);
  await suggest(pool, {
    listing: { photos: urls },
    reasons: ['missing', 'no_body'],
    evidence: {
      ...emptyEvidence,
      photos: [
        { ...seen, position: 0, url: urls[0]!, view: 'headstock', reason: 'no_body' },
        { ...seen, position: 1, url: urls[1]!, view: null, reason: null },
        { ...seen, position: 2, url: urls[2]! },
      ],
    },
  });
  const { items } = await listReviewQueue(pool, taxonomy, {
    filter: { status: 'pending', reason: 'no_body' },
    order: 'newest',
    limit: 1,
    blindShare: 0,
  });
  expect(items[0]?.photos.map((photo) => photo.seen)).toMatchObject([
    { view: 'headstock', reason: 'no_body' },
    { view: null, reason: null },
    { view: null, reason: null },
  ]);
});
