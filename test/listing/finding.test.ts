import { expect, test } from 'vitest';
import type { Pool } from '../../src/database/pool.js';
import { resolveListings } from '../../src/listing/resolve.js';
import { createTestDatabase } from '../support/database.js';
import { builtInTaxonomy } from './built-in-taxonomy.js';

interface Row {
  finish: string | null;
  title?: string;
  state?: string;
}

/** Writes the table directly, and resolves; the listings are named 0, 1, 2 ... */
async function insertListings(pool: Pool, rows: readonly Row[]): Promise<void> {
  await pool.query(
    `INSERT INTO honeyburst.listing (external_id, finish, title, state)
     SELECT n - 1, r->>'finish', coalesce(r->>'title', 'Strat'), coalesce(r->>'state', 'live')
       FROM json_array_elements($1) WITH ORDINALITY AS a (r, n)`,
    [JSON.stringify(rows)],
  );
  await resolveListings(pool, builtInTaxonomy(1));
}

/** The reasons found for each listing, in the order of insertion. */
async function readReasons(pool: Pool): Promise<string[][]> {
  const { rows } = await pool.query<{ reasons: string[] }>(
    `SELECT array(SELECT reason FROM honeyburst.finding f WHERE f.listing_id = l.id ORDER BY reason) AS reasons
       FROM honeyburst.listing l ORDER BY external_id::integer`,
  );
  return rows.map((row) => row.reasons);
}

/** The work of one model on each listing: null where it has seen none of it. */
async function insertEnrichments(
  pool: Pool,
  model: string,
  answers: readonly ({ state?: string; level: string; family: string; finish?: string } | null)[],
): Promise<void> {
  await pool.query(
    `INSERT INTO honeyburst.model (name, checksum, engine, backbone, folder, families, finishes)
     VALUES ($1, '', 'onnx', 'mobilenet-v2', '', '{}', '{fiesta-red,candy-apple-red}')`,
    [model],
  );
  await pool.query(
    `INSERT INTO honeyburst.enrichment (listing_id, content_hash, model, reasons, state, level, family, finish, finished_at)
     SELECT l.id, l.content_hash, $1, '{unchecked}', coalesce(a->>'state', 'done'), a->>'level', a->>'family', a->>'finish', clock_timestamp()
       FROM json_array_elements($2) WITH ORDINALITY AS e (a, n)
       JOIN honeyburst.listing l ON l.external_id = (n - 1)::text AND json_typeof(a) = 'object'`,
    [model, JSON.stringify(answers)],
  );
}

test('each listing is found for what its own words say', async () => {
  const { pool } = await createTestDatabase();
  const cases: [Row, string[]][] = [
    [{ finish: null }, ['missing']],
    [{ finish: '  ' }, ['missing']],
    [{ finish: 'Ferrari Yellow' }, ['unrecognised']],
    [{ finish: 'red' }, ['vague']],
    [{ finish: 'Fiesta Red' }, []],
    [{ finish: 'Fiesta Red', title: 'Strat in Fiesta Red' }, []],
    [{ finish: 'Fiesta Red', title: 'Strat in Olympic White' }, ['contradicts_text']],
    [{ finish: 'Fiesta Red', title: 'Strat in Candy Apple Red' }, ['contradicts_text']],
    [{ finish: 'red', title: 'Strat in Olympic White' }, ['contradicts_text', 'vague']],
    [{ finish: 'red', title: 'Strat in Fiesta Red' }, ['vague']],
    [{ finish: 'sunburst', title: 'Strat in 3-Color Sunburst' }, ['vague']],
    [{ finish: 'Ferrari Yellow', title: 'Strat in Fiesta Red' }, ['contradicts_text', 'unrecognised']],
    [{ finish: 'Ferrari Yellow', title: 'Strat in Monaco Yellow' }, ['unrecognised']],
    [{ finish: null, title: 'Strat in Fiesta Red' }, ['missing']],
  ];
  await insertListings(
    pool,
    cases.map(([row]) => row),
  );
  expect(await readReasons(pool)).toEqual(cases.map(([, reasons]) => reasons));
});

test('only listings that may be sold are found, and only once they are resolved', async () => {
  const { pool } = await createTestDatabase();
  await insertListings(
    pool,
    ['draft', 'live', 'ended', 'deleted'].map((state) => ({ finish: null, state })),
  );
  await pool.query(`INSERT INTO honeyburst.listing (external_id) VALUES ('4')`);
  expect(await readReasons(pool)).toEqual([['missing'], ['missing'], [], [], []]);
});

test('a listing is found for what the photos show, as far as the model is sure', async () => {
  const { pool } = await createTestDatabase();
  await insertListings(pool, Array(7).fill({ finish: 'Fiesta Red' }));
  await insertEnrichments(pool, 'model', [
    { level: 'family', family: 'blue', finish: 'lake-placid-blue' },
    { level: 'finish', family: 'red', finish: 'candy-apple-red' },
    { level: 'family', family: 'red', finish: 'candy-apple-red' },
    { level: 'none', family: 'blue', finish: 'lake-placid-blue' },
    { level: 'finish', family: 'red', finish: 'fiesta-red' },
    { level: 'family', family: 'blue', state: 'failed' },
    null,
  ]);
  const found = ['contradicts_photo'];
  expect(await readReasons(pool)).toEqual([found, found, [], [], [], [], []]);
});

test('a stated finish that the model was never taught is compared by its family only', async () => {
  const { pool } = await createTestDatabase();
  await insertListings(pool, Array(2).fill({ finish: 'Dakota Red' }));
  await insertEnrichments(pool, 'model', [
    { level: 'finish', family: 'red', finish: 'fiesta-red' },
    { level: 'finish', family: 'blue', finish: 'lake-placid-blue' },
  ]);
  expect(await readReasons(pool)).toEqual([[], ['contradicts_photo']]);
});

test('the last model to look at the photos counts, while photos and text are the same', async () => {
  const { pool } = await createTestDatabase();
  const found = ['contradicts_photo'];
  const [red, blue] = [
    { level: 'family', family: 'red' },
    { level: 'family', family: 'blue' },
  ];
  await insertListings(pool, Array(3).fill({ finish: 'Fiesta Red' }));
  await insertEnrichments(pool, 'first', [blue, red, blue]);
  await insertEnrichments(pool, 'second', [red, blue, null]);
  expect(await readReasons(pool)).toEqual([[], found, found]);
  await pool.query(
    `INSERT INTO honeyburst.listing_photo SELECT id, 0, 'https://photos.test/1' FROM honeyburst.listing WHERE external_id = '2'`,
  );
  expect(await readReasons(pool)).toEqual([[], found, []]);
});

test('two finishes contradict each other unless one is the wider name of the other', async () => {
  const { pool } = await createTestDatabase();
  const cases = [
    ['fiesta-red', 'red', 'candy-apple-red', 'red', true],
    ['fiesta-red', 'red', 'fiesta-red', 'red', false],
    ['trans-blue', 'blue', 'blue', 'blue', false],
    ['blue', 'blue', 'trans-blue', 'blue', false],
    ['cherry', 'red', 'cherry-sunburst', 'sunburst', true],
    ['2-color-sunburst', 'sunburst', '3-color-sunburst', 'sunburst', true],
    [null, 'red', 'fiesta-red', 'red', null],
    [null, 'red', 'olympic-white', 'white', true],
    ['fiesta-red', 'red', null, 'red', null],
    [null, null, 'fiesta-red', 'red', null],
    ['fiesta-red', 'red', null, null, null],
  ] as const;
  const { rows } = await pool.query<{ answer: boolean | null }>(
    `SELECT honeyburst.contradicts(c->>0, c->>1, c->>2, c->>3) AS answer
       FROM json_array_elements($1) WITH ORDINALITY AS a (c, n) ORDER BY n`,
    [JSON.stringify(cases)],
  );
  expect(rows.map((row) => row.answer)).toEqual(cases.map((fields) => fields[4]));
});
