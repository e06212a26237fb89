import type { Queryable } from '../database/pool.js';
import type { SuggestionStatus } from '../suggestion/status.js';
import type { Review } from './decision.js';
import type { ReviewOutcome } from './outcome.js';

/** SQL for the last decision on the suggestion `s`, as a JSON object; null if there is none. */
export const latestReview = `(
  SELECT jsonb_build_object('reviewer', r.reviewer, 'decision', r.decision, 'family', r.family, 'finish', r.finish,
                            'note', r.note, 'blind', r.blind, 'decidedAt', r.created_at)
    FROM honeyburst.review r WHERE r.suggestion_id = s.id ORDER BY r.revision DESC LIMIT 1)`;

/** Turns the JSON into a Review: JSON holds times as text. */
export function toReview(json: (Omit<Review, 'decidedAt'> & { decidedAt: string }) | null): Review | null {
  return json && { ...json, decidedAt: new Date(json.decidedAt) };
}

/** For each of these suggestions, who decided what and when. Undone decisions count too. */
export async function explainConflicts(db: Queryable, ids: readonly number[]): Promise<ReviewOutcome[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.query<{
    id: number;
    revision: number;
    status: SuggestionStatus;
    latest: Parameters<typeof toReview>[0];
  }>(
    `SELECT s.id, s.revision, s.status, ${latestReview} AS latest
       FROM honeyburst.suggestion s WHERE s.id = ANY ($1)`,
    [ids],
  );
  return rows.map((row) => ({ outcome: 'conflict', ...row, latest: toReview(row.latest) }));
}
