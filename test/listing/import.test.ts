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
  expect(first.counts).toEqual({ read: 1300, inserted: 1287, updated: 0, unchanged: 0, failed: 13 });
  expect(first.errors).toEqual(Array.from({ length: 13 }, (_, n) => `line ${n * 100 + 51}`));
  expect(first.rows).toBe(1300);
  const second = await run();
  expect(second.counts).toEqual({ read: 1300, inserted: 0, updated: 0, unchanged: 1287, failed: 13 });
  const { rows } = await pool.query('SELECT count(*) FROM honeyburst.listing WHERE updated_at = created_at');
  expect(rows).toEqual([{ count: 1287 }]);
});

test('the last row of a file wins over earlier ones for the same listing', async () => {
  const { pool } = await createTestDatabase();
  const text = `external_id,photo_urls,title\n${'a,,first\n'.repeat(700)}a,http://photos.test/1,last\n`;
  const source = Readable.from([Buffer.from(text)]);
  await importListings({ pool, taxonomy: builtInTaxonomy(1), source, format: 'csv' });
  const { rows } = await pool.query(
    'SELECT l.title, p.url FROM honeyburst.listing l JOIN honeyburst.listing_photo p ON p.listing_id = l.id',
  );
  expect(rows).toEqual([{ title: 'last', url: 'http://photos.test/1' }]);
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
  expect(counts).toEqual({ read: 4, inserted: 0, updated: 2, unchanged: 2, failed: 0 });
  const { rows } = await pool.query(
    'SELECT external_id, state, title, finish FROM honeyburst.listing ORDER BY id',
  );
  expect(rows).toEqual([
    { external_id: 'a', state: 'deleted', title: 'Strat', finish: 'Fiesta Red' },
    { external_id: 'b', state: 'live', title: 'SG again', finish: null },
  ]);
});
