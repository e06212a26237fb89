import { describe, expect, it } from 'vitest';
import { migrate } from '../../src/database/migrate.js';
import { createTestDatabase, testLog } from '../support/database.js';

describe('migrate', () => {
  it('does nothing when the schema is up to date, also twice at once', async () => {
    const { pool } = await createTestDatabase();
    expect(await Promise.all([migrate(pool, testLog), migrate(pool, testLog)])).toEqual([[], []]);
  });

  it('leaves no table, view, or column without a comment', async () => {
    const { pool } = await createTestDatabase();
    const { rows } = await pool.query(`
      SELECT c.relnamespace::regnamespace || '.' || c.relname || coalesce('.' || a.attname, '') AS uncommented
        FROM pg_class c
        LEFT JOIN LATERAL (SELECT attname, attnum FROM pg_attribute
                            WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
                           UNION ALL SELECT NULL, 0) a ON true
       WHERE c.relnamespace IN ('honeyburst'::regnamespace, 'analytics'::regnamespace)
         AND c.relkind IN ('r', 'v', 'm') AND c.relname <> 'migration'
         AND col_description(c.oid, a.attnum) IS NULL AND NOT (a.attnum = 0 AND obj_description(c.oid) IS NOT NULL)`);
    expect(rows).toEqual([]);
  });
});
