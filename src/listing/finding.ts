import type { Queryable } from '../database/pool.js';

/** Why a listing needs enrichment; honeyburst.finding says when. */
export const findingReasons = [
  'missing',
  'unrecognised',
  'vague',
  'contradicts_text',
  'contradicts_photo',
] as const;
export type FindingReason = (typeof findingReasons)[number];

/** How many listings there are for each reason; a listing may have several. */
export async function countFindings(database: Queryable): Promise<Record<FindingReason, number>> {
  const { rows } = await database.query<{ reason: FindingReason; count: number }>(
    'SELECT reason, count(*) AS count FROM honeyburst.finding GROUP BY reason',
  );
  const counts = { missing: 0, unrecognised: 0, vague: 0, contradicts_text: 0, contradicts_photo: 0 };
  for (const { reason, count } of rows) counts[reason] = count;
  return counts;
}
