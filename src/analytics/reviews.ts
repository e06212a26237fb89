import { z } from 'zod';
import type { Queryable } from '../database/pool.js';
import { type SuggestionStatus, suggestionStatusSchema } from '../suggestion/status.js';

const count = z.int().nonnegative();

export const suggestionCountsSchema = z
  .record(suggestionStatusSchema, count)
  .describe('Suggestions by status');

export const reviewerSchema = z.strictObject({
  reviewer: z.string(),
  decisions: count.describe('Including those that were undone'),
  accepted: count,
  edited: count,
  rejected: count,
  undone: count,
  bulk: count.describe('Decided in bulk'),
  blind: count.describe('Decided without seeing the suggestion'),
  lastAt: z.iso.datetime(),
});
export type ReviewerToday = z.infer<typeof reviewerSchema>;

/** Counts suggestions by status; a status without suggestions is 0. */
export async function readSuggestionCounts(db: Queryable): Promise<Record<SuggestionStatus, number>> {
  const { rows } = await db.query<{ status: SuggestionStatus; count: number }>(
    'SELECT status, count(*) FROM honeyburst.suggestion GROUP BY status',
  );
  const counts = Object.fromEntries(suggestionStatusSchema.options.map((status) => [status, 0])) as Record<
    SuggestionStatus,
    number
  >;
  for (const { status, count } of rows) counts[status] = count;
  return counts;
}

/** What each reviewer did since midnight (UTC), the busiest first. */
export async function readReviewersToday(db: Queryable): Promise<ReviewerToday[]> {
  const { rows } = await db.query<Omit<ReviewerToday, 'lastAt'> & { lastAt: Date }>(
    `SELECT reviewer, count(*) FILTER (WHERE decision <> 'undone') AS decisions,
            count(*) FILTER (WHERE decision = 'accepted') AS accepted,
            count(*) FILTER (WHERE decision = 'edited') AS edited,
            count(*) FILTER (WHERE decision = 'rejected') AS rejected,
            count(*) FILTER (WHERE decision = 'undone') AS undone,
            count(*) FILTER (WHERE decision <> 'undone' AND bulk) AS bulk,
            count(*) FILTER (WHERE decision <> 'undone' AND blind) AS blind,
            max(created_at) AS "lastAt"
       FROM honeyburst.review WHERE created_at >= date_trunc('day', now(), 'UTC')
      GROUP BY reviewer ORDER BY decisions DESC, reviewer`,
  );
  return rows.map((row) => ({ ...row, lastAt: row.lastAt.toISOString() }));
}
