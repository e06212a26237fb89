import type { Queryable } from '../database/pool.js';
import { explainConflicts } from './latest.js';
import type { ReviewOutcome } from './outcome.js';

/**
 * What a statement on several suggestions did, for each id asked for in its order: its rows' outcomes, conflicts
 * explained, and `unknown` for those that no row tells of.
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
