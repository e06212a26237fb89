import type { Queryable } from '../database/pool.js';
import { type QueueFilter, toConditions } from './queue-filter.js';

const facets = ['status', 'level', 'family', 'finish', 'model', 'reason'] as const;
export type Facet = (typeof facets)[number];

export interface QueueCounts {
  /** Suggestions that the whole filter lets through, counted up to `countedAtMost`. */
  matching: number;
  /**
   * For each filter, suggestions by its values, most first: those that the other filters of this list let through.
   * Maker, confidence and age do not count, nor that a family or finish leaves out what is shown blind.
   */
  facets: Record<Facet, { value: string; count: number }[]>;
}

/** More than a reviewer gets through; counting stops there. */
export const countedAtMost = 10_000;

/** How many suggestions wait, and how many each filter would leave. */
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

// Few groups, from an index that is small: the rest is done here.
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
