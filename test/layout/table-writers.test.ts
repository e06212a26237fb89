import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../support/database.js';
import { readSources } from './imports.js';
import { computingWriters, writers } from './tables.js';

const verbs = 'INSERT INTO|MERGE INTO(?: ONLY)?|UPDATE(?: ONLY)?|DELETE FROM(?: ONLY)?|TRUNCATE(?: TABLE)?';

/** The tables that SQL in a text writes: `schema.table`, `table` where the schema is missing, `$` where it is computed. */
function findWrites(text: string): string[] {
  const qualified = new RegExp(`\\b(?:${verbs})\\s+(?:"?(\\w+)"?\\."?(\\w+)"?|\\$\\{)`, 'g');
  const unqualified = /\b(?:INSERT INTO|MERGE INTO|DELETE FROM|TRUNCATE(?: TABLE)?)\s+([a-z_]+)\b(?!\.)/g;
  return [
    ...[...text.matchAll(qualified)].map(([, schema, table]) => (schema ? `${schema}.${table}` : '$')),
    ...[...text.matchAll(unqualified)].map(([, table]) => table!),
  ];
}

it('finds writes in SQL', () => {
  const sql = `WITH a AS (DELETE FROM honeyburst.a x USING b WHERE true)
    INSERT INTO honeyburst.b AS m (id) SELECT id FROM c FOR NO KEY UPDATE OF c SKIP LOCKED
    ON CONFLICT (id) DO UPDATE SET d = excluded.d; UPDATE "custom_vision"."d" SET e = 1;
    TRUNCATE TABLE honeyburst.e; MERGE INTO honeyburst.f USING g ON true; DELETE FROM h; UPDATE \${table}`;
  expect(findWrites(sql)).toEqual([
    ...['honeyburst.a', 'honeyburst.b', 'custom_vision.d', 'honeyburst.e', 'honeyburst.f', '$', 'h'],
  ]);
});

it('each table is written only by the folders that own it', async () => {
  const wrong: string[] = [];
  const written = new Set<string>();
  for (const [file, text] of await readSources()) {
    const folder = /^(custom-vision|learning)\//.test(file) ? dirname(file) : file.split('/')[0]!;
    for (const table of findWrites(text)) {
      written.add(table);
      const owners = table === '$' ? computingWriters : (writers[table] ?? []);
      if (!owners.includes(folder)) wrong.push(`${file} writes ${table}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(Object.keys(writers).filter((table) => !written.has(table))).toEqual([]);
});

it('lists only tables that exist', async () => {
  const { pool } = await createTestDatabase();
  const { rows } = await pool.query<{ table: string }>(
    `SELECT schemaname || '.' || tablename AS table FROM pg_tables`,
  );
  const existing = new Set(rows.map(({ table }) => table));
  expect(Object.keys(writers).filter((table) => !existing.has(table))).toEqual([]);
});
