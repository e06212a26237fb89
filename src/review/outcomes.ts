import type { Queryable } from '../database/pool.js';
import { explainConflicts } from './latest.js';
import type { ReviewOutcome } from './outcome.js';

/**
 * The outcome for each id, in the order given, from the rows that a statement returned. Conflicts are explained. An id
 * without a row is `unknown`.
 */
export async function toOutcomes<Row extends { id: number; verdict: string }>(
  db: Queryable,
  ids: readonly number[],
  rows: readonly Row[],
  toOutcome: (row: Row) => ReviewOutcome,
): Promise<ReviewOutcome[]> {
  const conflicts = rows.filter(({ verdict }) => verdict === 'conflict').map(({ id }) => id);
  const others = rows.filter(({ verdict }) => verdict !== 'conflict').map(toOutcome);
  const outcomes = [...others, ...(await explainConflicts(db, conflicts))];
  const byId = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
  return ids.map((id) => byId.get(id) ?? { outcome: 'unknown', id });
}
