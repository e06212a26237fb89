import pg from 'pg';
import type { Queryable } from '../database/pool.js';
import { UsageError } from '../errors.js';

export interface AnalyticsView {
  name: string;
  description: string;
  columns: { name: string; type: string; description: string }[];
}

/** Some rows of a view. Each row is a list of values in the order of `fields`. */
export interface RowBatch {
  fields: { name: string; dataTypeID: number }[];
  rows: unknown[][];
}

/** Names of the views in the schema analytics that this login may read. */
export async function listViews(db: Queryable): Promise<AnalyticsView[]> {
  const { rows } = await db.query<AnalyticsView>(`
    SELECT c.relname AS name, coalesce(obj_description(c.oid, 'pg_class'), '') AS description,
           jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
                                        'description', coalesce(col_description(c.oid, a.attnum), ''))
                     ORDER BY a.attnum) AS columns
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = to_regnamespace('analytics') AND c.relkind IN ('v', 'm')
       AND has_table_privilege(c.oid, 'SELECT')
     GROUP BY c.oid, c.relname ORDER BY c.relname`);
  return rows;
}

/**
 * Reads all rows of a view as of one moment, in batches of `batchSize`, so that memory does not grow with their number.
 * Call it at the start of a transaction, which becomes read-only. There is always at least one batch, even if it is empty.
 * Dates come as text. Throws a UsageError that lists the views if there is none of this name.
 */
export async function* readView(
  db: Queryable,
  name: string,
  { batchSize = 20_000 }: { batchSize?: number } = {},
): AsyncGenerator<RowBatch> {
  await db.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  const views = (await listViews(db)).map((view) => view.name);
  if (views.length === 0) {
    throw new UsageError(
      'This login may not read any view of the schema analytics: run honeyburst migrate, or grant it the role honeyburst_analyst.',
      { code: 'no_view' },
    );
  }
  if (!views.includes(name)) {
    throw new UsageError(`There is no view ${name}; there are: ${views.join(', ')}.`, { code: 'no_view' });
  }
  // All rows will be read, so the plan with the earliest first row is not the best one.
  await db.query('SET LOCAL cursor_tuple_fraction = 1');
  await db.query(
    `DECLARE exported NO SCROLL CURSOR FOR SELECT * FROM analytics.${pg.escapeIdentifier(name)}`,
  );
  for (let first = true; ; first = false) {
    const { fields, rows } = await db.query<unknown[], unknown[]>({
      text: `FETCH ${batchSize} FROM exported`,
      rowMode: 'array',
      types,
    });
    if (first || rows.length > 0) yield { fields, rows };
    if (rows.length < batchSize) return;
  }
}

const types: pg.CustomTypesConfig = {
  // A date has no time zone; the default parser would give it this machine's.
  getTypeParser: (id, format = 'text') =>
    id === pg.types.builtins.DATE ? String : pg.types.getTypeParser(id, format),
};
