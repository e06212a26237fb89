import { z } from 'zod';
import type { Queryable } from '../database/pool.js';
import { type QueueFilter, toConditions } from './queue-filter.js';

const facets = ['status', 'level', 'family', 'finish', 'model', 'reason'] as const;
export type Facet = (typeof facets)[number];

const facetSchema = z.array(z.strictObject({ value: z.string(), count: z.int() }));

/** How many suggestions wait, and how many each filter would leave. */
export const queueCountsSchema = z.strictObject({
  matching: z.int().describe('Suggestions that the whole filter lets through, counted up to 10,000'),
  facets: z
    .strictObject({
      status: facetSchema,
      level: facetSchema,
      family: facetSchema,
      finish: facetSchema,
      model: facetSchema,
      reason: facetSchema,
    } satisfies Record<Facet, typeof facetSchema>)
    .describe(
      'For each filter, how many suggestions each of its values would leave, most first; the other filters of this list apply, those of make, confidence and age do not',
    ),
});
export type QueueCounts = z.infer<typeof queueCountsSchema>;

/** Counting stops at this number: no reviewer gets through more. */
export const countedAtMost = 10_000;

/** Counts the review queue. A family or finish does not leave out here what is shown blind. */
export async function countReviewQueue(
  db: Queryable,
  { filter, blindShare }: { filter: QueueFilter; blindShare: number },
): Promise<QueueCounts> {
  const values: unknown[] = [];
  const conditions = toConditions(filter, blindShare, values);
  const [matching, groups] = await Promise.all([
    db.query<{ count: number }>(
      `SELECT count(*) FROM (SELECT FROM honeyburst.suggestion s
                              WHERE ${conditions.join(' AND ')} LIMIT ${countedAtMost}) found`,
      values,
    ),
    db.query<Group>(countGroups),
  ]);
  return {
    matching: matching.rows[0]!.count,
    facets: Object.fromEntries(
      facets.map((facet) => [facet, countFacet(groups.rows, facet, filter)]),
    ) as QueueCounts['facets'],
  };
}

interface Group {
  status: string;
  level: string;
  family: string | null;
  finish: string | null;
  model: string;
  reasons: string[];
  count: number;
}

// There are few groups and the index is small, so the facets are counted here and not in SQL.
const countGroups = `
  SELECT status, level, family, finish, model, string_to_array(reason_key, ' ') AS reasons, count(*)
    FROM honeyburst.suggestion GROUP BY status, reason_key, model, level, family, finish`;

function countFacet(
  groups: readonly Group[],
  facet: Facet,
  filter: QueueFilter,
): QueueCounts['facets'][Facet] {
  const others = facets.filter((other) => other !== facet && filter[other] !== undefined);
  const counts = new Map<string, number>();
  for (const group of groups) {
    if (!others.every((other) => valuesOf(group, other).includes(filter[other]!))) continue;
    for (const value of valuesOf(group, facet)) counts.set(value, (counts.get(value) ?? 0) + group.count);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

function valuesOf(group: Group, facet: Facet): string[] {
  if (facet === 'reason') return group.reasons;
  const value = group[facet];
  return value === null ? [] : [value];
}
