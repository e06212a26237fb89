import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { migrate } from '../../src/database/migrate.js';
import type { Pool } from '../../src/database/pool.js';
import { testLog } from '../support/database.js';
import { createFirstRelease } from './first-release.js';

const names = (await readdir('migrations')).sort();
/** Migrations between the first release and the one that moves the tables. */
const before = names.findIndex((name) => name.startsWith('0013')) - 1;

/** Every row of the tables of Custom Vision, wherever they are, by the name that they have now. */
async function readRows(pool: Pool): Promise<Record<string, unknown[]>> {
  const { rows: tables } = await pool.query<{ table: string; name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS table,
            CASE WHEN schemaname = 'honeyburst' THEN replace(tablename, 'custom_vision_', 'client.')
                 WHEN schemaname = 'custom_vision' THEN 'server.' || tablename
                 ELSE replace(schemaname, 'custom_vision_', '') || '.' || tablename END AS name
       FROM pg_tables
      WHERE schemaname LIKE 'custom_vision%' OR (schemaname = 'honeyburst' AND tablename LIKE 'custom_vision%')
      ORDER BY name`,
  );
  const data: Record<string, unknown[]> = {};
  for (const { table, name } of tables)
    data[name] = (await pool.query(`SELECT * FROM ${table} ORDER BY 1`)).rows;
  return data;
}

it('the tables of Custom Vision keep their rows when they move to the schemas of their rooms', async () => {
  const { pool } = await createFirstRelease(before);
  await pool.query(`
    WITH project AS (
      INSERT INTO custom_vision.project (name, domain_id, classification_type)
      VALUES ('guitars', gen_random_uuid(), 'Multiclass') RETURNING id
    ), tag AS (
      INSERT INTO custom_vision.tag (project_id, name) SELECT id, 'red' FROM project RETURNING id
    ), image AS (
      INSERT INTO custom_vision.image (project_id, sha256, bytes, width, height)
      SELECT id, sha256('a'), 'a', 16, 16 FROM project RETURNING id
    ), image_tag AS (
      INSERT INTO custom_vision.image_tag (image_id, tag_id) SELECT image.id, tag.id FROM image, tag
    ), iteration AS (
      INSERT INTO custom_vision.iteration (project_id, name, status, domain_id, classification_type, tags)
      SELECT id, 'Iteration 1', 'Completed', gen_random_uuid(), 'Multiclass', '[]' FROM project RETURNING id, project_id
    ), iteration_image AS (
      INSERT INTO custom_vision.iteration_image (iteration_id, image_id, tag_ids)
      SELECT iteration.id, image.id, ARRAY[tag.id] FROM iteration, image, tag
    ), prediction AS (
      INSERT INTO custom_vision.prediction (project_id, iteration_id, bytes, width, height, probabilities)
      SELECT project_id, id, 'a', 16, 16, '{0.5}' FROM iteration
    )
    INSERT INTO custom_vision.export (iteration_id, platform, bytes) SELECT id, 'ONNX', 'zip' FROM iteration;
    INSERT INTO honeyburst.custom_vision_pace VALUES ('https://vision.test', now());
    INSERT INTO honeyburst.custom_vision_usage VALUES ('https://vision.test', '2026-01-01', 1500);
    INSERT INTO honeyburst.custom_vision_answer (iteration_id, sha256, probabilities)
    VALUES (gen_random_uuid(), sha256('a'), '{"red": 0.9}');`);
  const data = await readRows(pool);
  expect(Object.keys(data)).toEqual([
    'client.answer',
    'client.pace',
    'client.usage',
    'server.export',
    'server.image',
    'server.image_tag',
    'server.iteration',
    'server.iteration_image',
    'server.prediction',
    'server.project',
    'server.signing_key',
    'server.tag',
  ]);
  for (const [name, rows] of Object.entries(data))
    expect({ name, rows: rows.length }).toEqual({ name, rows: 1 });
  const cost = () => pool.query('SELECT resource, calls FROM analytics.custom_vision_cost');
  const costBefore = (await cost()).rows;

  await migrate(pool, testLog);
  // Tables of later migrations come on top.
  expect(await readRows(pool)).toMatchObject(data);
  expect((await cost()).rows).toEqual(costBefore);
  const { rows: left } = await pool.query(
    `SELECT FROM pg_tables WHERE schemaname = 'custom_vision' OR (schemaname = 'honeyburst' AND tablename LIKE 'custom_vision%')`,
  );
  expect(left).toEqual([]);
});
