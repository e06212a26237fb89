import type { Pool } from '../database/pool.js';
import { retryConflicts } from '../database/retry-conflicts.js';
import { type Prunable, prunables, type Rule, rules } from './rule.js';

export interface PruneOptions {
  /** Younger rows stay. */
  olderThanDays: number;
  /** Rules that are not applied. */
  keep?: readonly Prunable[] | undefined;
  /** Counts and deletes nothing. */
  dryRun?: boolean | undefined;
  /** Number of rows examined in one statement, which is one transaction. */
  pageSize?: number;
  /** Ends after the current page. */
  signal?: AbortSignal | undefined;
  /** Called after each page with the number of its rows that were deleted, or would be. */
  onPage?: (rows: number) => void;
}

export interface PruneResult {
  /** Everything before this time is old. */
  before: Date;
  /** Number of rows deleted, or that would be, by table. */
  rows: Record<string, number>;
  /** Whether it was stopped early; the next run continues. */
  ended: boolean;
}

/**
 * Deletes rows that are old and of no use any more (see rule.ts), page by page in the order of their keys. Its memory does
 * not grow with the tables. It may be killed and run again, run twice at once, and run beside workers: it skips the rows
 * that they have locked.
 */
export async function prune(pool: Pool, options: PruneOptions): Promise<PruneResult> {
  const { olderThanDays, keep = [], dryRun = false, pageSize = 2000, signal, onPage } = options;
  const { rows: times } = await pool.query<{ before: Date }>(
    "SELECT now() - $1 * interval '1 day' AS before",
    [olderThanDays],
  );
  const { before } = times[0]!;
  const counts: Record<string, number> = {};
  for (const prunable of prunables.filter((one) => !keep.includes(one))) {
    const rule = rules[prunable];
    let after: string[] | undefined;
    do {
      if (signal?.aborted) return { before, rows: counts, ended: true };
      const last: string[] | undefined = await endOfPage(pool, rule, after, pageSize);
      const sql = rule.statement(bounds(rule, after, last), dryRun, keep);
      const { rows } = await retryConflicts(() =>
        pool.query<Record<string, number>>(sql, [before, ...(after ?? []), ...(last ?? [])]),
      );
      const page = Object.entries(rows[0]!);
      for (const [table, count] of page) counts[table] = (counts[table] ?? 0) + count;
      onPage?.(page.reduce((sum, [, count]) => sum + count, 0));
      after = last;
    } while (after !== undefined);
  }
  return { before, rows: counts, ended: false };
}

/** The key of the last row of the page that begins after `after`; undefined for the last page. */
async function endOfPage(
  pool: Pool,
  { table, key }: Rule,
  after: string[] | undefined,
  pageSize: number,
): Promise<string[] | undefined> {
  const columns = key.map(([column]) => column);
  const begin = after ? `WHERE (${columns.join(', ')}) > (${placeholders(key, 1)})` : '';
  const { rows } = await pool.query<{ key: string[] }>(
    `SELECT ARRAY[${columns.map((column) => `${column}::text`).join(', ')}] AS key
       FROM ${table} ${begin} ORDER BY ${columns.join(', ')} OFFSET ${pageSize - 1} LIMIT 1`,
    after ?? [],
  );
  return rows[0]?.key;
}

/** SQL condition on the rows of the page; its parameters start at the second. In joins, a table's alias is its first letter. */
function bounds({ table, key }: Rule, after: string[] | undefined, last: string[] | undefined): string {
  const alias = { 'honeyburst.listing': 'l.', 'honeyburst.enrichment': 'e.' }[table] ?? '';
  const columns = `(${key.map(([column]) => `${alias}${column}`).join(', ')})`;
  const conditions = [
    ...(after ? [`${columns} > (${placeholders(key, 2)})`] : []),
    ...(last ? [`${columns} <= (${placeholders(key, 2 + (after?.length ?? 0))})`] : []),
  ];
  return conditions.length > 0 ? conditions.join(' AND ') : 'true';
}

function placeholders(key: Rule['key'], from: number): string {
  return key.map(([, type], index) => `$${from + index}::${type}`).join(', ');
}
