import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { importListings } from '../../src/listing/import.js';
import { createTestDatabase } from '../support/database.js';
import { builtInTaxonomy } from './built-in-taxonomy.js';

test('a file is imported whatever is wrong with some of its rows; a second time nothing is written', async () => {
  const { pool } = await createTestDatabase();
  const lines = Array.from({ length: 1300 }, (_, n) =>
    n % 100 === 50
      ? `{"external_id": "n${n}", "title": `
      : `{"external_id": "n${n}", "finish": "Fiesta Red"}`,
  );
  const run = async () => {
    const errors: string[] = [];
    let rows = 0;
    const counts = await importListings({
      pool,
      taxonomy: builtInTaxonomy(1),
      source: Readable.from([Buffer.from(lines.join('\n'))]),
      format: 'jsonl',
      onProgress: (count) => {
        rows += count;
      },
      onRowError: ({ place }) => errors.push(place),
    });
    return { counts, errors, rows };
  };
  const first = await run();
  expect(first.counts).toEqual({
    read: 1300,
    inserted: 1287,
    updated: 0,
    unchanged: 0,
    failed: 13,
    withoutPhotos: 1287,
  });
  expect(first.errors).toEqual(Array.from({ length: 13 }, (_, n) => `line ${n * 100 + 51}`));
  expect(first.rows).toBe(1300);
  const second = await run();
  expect(second.counts).toEqual({
    read: 1300,
    inserted: 0,
    updated: 0,
    unchanged: 1287,
    failed: 13,
    withoutPhotos: 1287,
  });
  const { rows } = await pool.query('SELECT count(*) FROM honeyburst.listing WHERE updated_at = created_at');
  expect(rows).toEqual([{ count: 1287 }]);
});

test('a row that repeats the id of another listing is refused; the same row again changes nothing', async () => {
  const { pool } = await createTestDatabase();
  const run = async (text: string, format: 'csv' | 'jsonl') => {
    const errors: string[] = [];
    const counts = await importListings({
      ...{ pool, taxonomy: builtInTaxonomy(1), format },
      source: Readable.from([Buffer.from(text)]),
      onRowError: ({ place, error }) => errors.push(`${place}: ${error}`),
    });
    return { counts, errors };
  };
  const others = Array.from({ length: 5000 }, (_, n) => `n${n},,${n}\n`).join('');
  const csv = await run(
    `external_id,photo_urls,title\n${'a,,first\n'.repeat(700)}${others} a ,,other\n`,
    'csv',
  );
  expect(csv.counts).toMatchObject({ read: 5701, inserted: 5001, unchanged: 699, failed: 1 });
  expect(csv.errors).toEqual([
    'line 5702: external_id a stands for another listing in row 1 of this file: each listing needs an id of its own',
  ]);
  // A journal may tell of a listing several times: another finish is news, another guitar is refused.
  const jsonl = await run(
    '{"external_id":"b","title":"Strat"}\n{"external_id":"b","title":"Strat","finish":"Black"}\n{"external_id":"b","title":"SG"}\n',
    'jsonl',
  );
  expect(jsonl.errors).toEqual([expect.stringContaining('line 3: external_id b stands for another listing')]);
  const { rows } = await pool.query(
    "SELECT title, finish FROM honeyburst.listing WHERE external_id IN ('a', 'b') ORDER BY id",
  );
  expect(rows).toEqual([
    { title: 'first', finish: null },
    { title: 'Strat', finish: 'Black' },
  ]);
});

test('a source that fails ends the import with its reason', async () => {
  const { pool } = await createTestDatabase();
  const source = Readable.from(
    (async function* () {
      yield Buffer.from('{"external_id": "a"}\n');
      throw new Error('the disk is gone');
    })(),
  );
  const work = importListings({ pool, taxonomy: builtInTaxonomy(1), source, format: 'jsonl' });
  await expect(work).rejects.toMatchObject({
    code: 'unreadable_input',
    message: 'Cannot read the listings: the disk is gone',
  });
});

test('a listing that is reported as deleted keeps what is known of it', async () => {
  const { pool } = await createTestDatabase();
  const taxonomy = builtInTaxonomy(1);
  const run = (lines: string) =>
    importListings({ pool, taxonomy, source: Readable.from([Buffer.from(lines)]), format: 'jsonl' });
  await run('{"external_id":"a","title":"Strat","finish":"Fiesta Red"}\n{"external_id":"b","title":"SG"}\n');
  const counts = await run(
    '{"external_id":"a","state":"deleted"}\n{"external_id":"b","state":"deleted"}\n{"external_id":"b","title":"SG again"}\n{"external_id":"unknown","state":"deleted"}\n',
  );
  expect(counts).toEqual({ read: 4, inserted: 0, updated: 2, unchanged: 2, failed: 0, withoutPhotos: 1 });
  const { rows } = await pool.query(
    'SELECT external_id, state, title, finish FROM honeyburst.listing ORDER BY id',
  );
  expect(rows).toEqual([
    { external_id: 'a', state: 'deleted', title: 'Strat', finish: 'Fiesta Red' },
    { external_id: 'b', state: 'live', title: 'SG again', finish: null },
  ]);
});
