import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Pool } from '../../src/database/pool.js';
import { createSeededDatabase } from './seed.js';

const page = await readFile(new URL('../../docs/analysts.md', import.meta.url), 'utf8');
const queries = [...page.matchAll(/^### ([^\n]+)\n([^\n]+)\n```sql\n(.*?)```$/gms)].map(
  ([, title, , sql]) => ({
    title: title as string,
    sql: sql as string,
  }),
);

describe('docs/analysts.md', () => {
  let pool: Pool;
  beforeAll(async () => {
    ({ pool } = await createSeededDatabase(afterAll));
    await pool.query(
      `INSERT INTO honeyburst.listing (external_id, state, finish_match, finish_slug, finish_family, resolved_taxonomy,
                                       guitar_maker, guitar_line)
       VALUES ('sold', 'ended', 'exact', 'cherry', 'red', 1, 'Gibson', 'Explorer')`,
    );
  });

  const asAnalyst = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await pool.connect();
    try {
      await client.query('SET ROLE honeyburst_analyst');
      return await work(client);
    } finally {
      client.release(true);
    }
  };

  it('has each of its queries run here', () => {
    expect(queries.length).toBe(page.match(/^```sql$/gm)?.length);
    expect(queries.length).toBeGreaterThanOrEqual(15);
  });

  it.each(queries)('answers: $title', async ({ sql }) => {
    const { fields, rows } = await asAnalyst((client) => client.query(sql));
    expect(fields.length).toBeGreaterThan(1);
    expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
    expect(rows.length).toBeGreaterThan(0);
  });

  it('lets the analyst read every view, and write or read nothing else', async () => {
    const { rows } = await asAnalyst((client) =>
      client.query<{ name: string; writable: boolean; readable: boolean; analytics: boolean }>(
        `SELECT n.nspname || '.' || c.relname AS name, n.nspname = 'analytics' AS analytics,
                has_table_privilege(c.oid, 'SELECT') AND has_schema_privilege(n.oid, 'USAGE') AS readable,
                has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') OR has_schema_privilege(n.oid, 'CREATE') AS writable
           FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE c.relkind IN ('r', 'v', 'm', 'p') AND n.nspname IN ('honeyburst', 'analytics', 'custom_vision_client', 'custom_vision_server')`,
      ),
    );
    expect(rows.length).toBeGreaterThan(30);
    expect(rows.filter(({ writable }) => writable)).toEqual([]);
    expect(rows.filter(({ analytics, readable }) => analytics !== readable)).toEqual([]);
  });

  it.each([
    "INSERT INTO honeyburst.review (suggestion_id, reviewer, decision) VALUES (1, 'eve', 'accepted')",
    "UPDATE honeyburst.listing SET finish = 'Black'",
    'DELETE FROM honeyburst.suggestion',
    "UPDATE analytics.pending_suggestion SET finish = 'black'",
    'DELETE FROM analytics.custom_vision_cost',
    'TRUNCATE honeyburst.enrichment',
    'DROP VIEW analytics.decision',
    'CREATE TABLE analytics.mine (id integer)',
    'SELECT key_hash FROM honeyburst.api_token',
  ])('refuses the analyst: %s', async (sql) => {
    await expect(asAnalyst((client) => client.query(sql))).rejects.toThrow(
      /permission denied|must be owner|cannot (update|delete from) view/,
    );
  });
});
