import { expect, it } from 'vitest';
import { reviewSuggestions } from '../../src/review/decide.js';
import { readDecided } from '../../src/review/decided.js';
import { toExport } from '../../src/review/export.js';
import { createReviewDatabase, plain, suggestMany } from './pending.js';

it('goes through more than one page', async () => {
  const { pool } = await createReviewDatabase();
  const ids = await suggestMany(pool, 5001);
  const decisions = ids.map((id) => ({ id, revision: 0, decision: 'accepted' as const }));
  await reviewSuggestions(pool, { reviewer: 'ann', bulk: true, decisions }, plain);
  let lines = 0;
  for await (const _ of toExport(readDecided(pool, { statuses: ['accepted'] }), 'jsonl')) lines++;
  expect(lines).toBe(5001);
});
