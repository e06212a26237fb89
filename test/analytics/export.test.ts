import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { exportRows, type ViewFormat } from '../../src/analytics/export.js';
import { listViews, readView } from '../../src/analytics/view.js';
import { type Pool, withTransaction } from '../../src/database/pool.js';
import { createTestDatabase } from '../support/database.js';
import { createSeededDatabase } from './seed.js';

async function exported(pool: Pool, view: string, format: ViewFormat, batchSize?: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  await withTransaction(pool, async (db) => {
    for await (const part of exportRows(readView(db, view, { batchSize }), format))
      parts.push(Buffer.from(part as string));
  });
  return Buffer.concat(parts);
}

const read = async (bytes: Buffer) => {
  const file = new Uint8Array(bytes).buffer;
  return { metadata: parquetMetadata(file), rows: await parquetReadObjects({ file }) };
};

const everyType = `CREATE VIEW analytics.every_type AS
  SELECT * FROM (VALUES
    (true, 7::smallint, -5, 9007199254740991::bigint, 0.1::real, 0.1::double precision, 12.5::numeric, 'Müller, "Öl"',
     '2026-01-01'::date, '2026-03-29 01:30:00.123+00'::timestamptz, '{"a": [1, null]}'::jsonb, '{red,"with, comma"}'::text[]),
    (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (false, 0, 0, 0, 0, 0, 0, '', '0900-02-28', '1969-12-31 23:59:59+00', '[]', '{}'))
  AS t(bool, small, int, big, real, double, num, txt, day, at, doc, list)`;

describe('the export of a view', () => {
  it('keeps types and nulls in Parquet', async () => {
    const { pool } = await createTestDatabase();
    await pool.query(everyType);
    const { metadata, rows } = await read(await exported(pool, 'every_type', 'parquet'));
    const types = metadata.schema
      .slice(1)
      .map(({ name, type, converted_type }) => [name, type, converted_type]);
    expect(types).toEqual([
      ['bool', 'BOOLEAN', undefined],
      ['small', 'INT32', undefined],
      ['int', 'INT32', undefined],
      ['big', 'INT64', undefined],
      ['real', 'FLOAT', undefined],
      ['double', 'DOUBLE', undefined],
      ['num', 'DOUBLE', undefined],
      ['txt', 'BYTE_ARRAY', 'UTF8'],
      ['day', 'INT32', 'DATE'],
      ['at', 'INT64', 'TIMESTAMP_MILLIS'],
      ['doc', 'BYTE_ARRAY', 'JSON'],
      ['list', undefined, 'LIST'],
      ['list', undefined, undefined],
      ['element', 'BYTE_ARRAY', 'UTF8'],
    ]);
    expect(rows).toEqual([
      {
        bool: true,
        small: 7,
        int: -5,
        big: 9007199254740991n,
        real: Math.fround(0.1),
        double: 0.1,
        num: 12.5,
        txt: 'Müller, "Öl"',
        day: new Date('2026-01-01'),
        at: new Date('2026-03-29T01:30:00.123Z'),
        doc: { a: [1, null] },
        list: ['red', 'with, comma'],
      },
      // How the reader tells that a list is null.
      { ...Object.fromEntries(types.slice(0, 11).map(([name]) => [name, null])), list: undefined },
      {
        bool: false,
        small: 0,
        int: 0,
        big: 0n,
        real: 0,
        double: 0,
        num: 0,
        txt: '',
        day: new Date('0900-02-28'),
        at: new Date('1969-12-31T23:59:59Z'),
        doc: [],
        list: [],
      },
    ]);
  });

  it('quotes CSV, with times in UTC and lists as JSON', async () => {
    const { pool } = await createTestDatabase();
    await pool.query(everyType);
    expect((await exported(pool, 'every_type', 'csv')).toString().split('\n')).toEqual([
      'bool,small,int,big,real,double,num,txt,day,at,doc,list',
      'true,7,-5,9007199254740991,0.1,0.1,12.5,"Müller, ""Öl""",2026-01-01,2026-03-29T01:30:00.123Z,"{""a"":[1,null]}","[""red"",""with, comma""]"',
      ',,,,,,,,,,,',
      'false,0,0,0,0,0,0,,0900-02-28,1969-12-31T23:59:59.000Z,[],[]',
      '',
    ]);
  });

  it('hands on a row group as soon as it is read, and loses no row between them', async () => {
    const { pool } = await createTestDatabase();
    await pool.query(
      "CREATE VIEW analytics.many AS SELECT i, 'listing ' || i AS name FROM generate_series(1, 2500) i",
    );
    const { metadata, rows } = await read(await exported(pool, 'many', 'parquet', 1000));
    expect(metadata.row_groups.map(({ num_rows }) => num_rows)).toEqual([1000n, 1000n, 500n]);
    expect(rows).toEqual(Array.from({ length: 2500 }, (_, i) => ({ i: i + 1, name: `listing ${i + 1}` })));

    let handedOn = 0;
    await withTransaction(pool, async (db) => {
      for await (const part of exportRows(readView(db, 'many', { batchSize: 1000 }), 'parquet')) {
        handedOn = part.length;
        break;
      }
    });
    expect(handedOn).toBeGreaterThan(1000);
  });

  it('writes every view, also one without rows, and each format has the same rows', async () => {
    const { pool } = await createSeededDatabase();
    const views = await listViews(pool);
    expect(views.length).toBeGreaterThanOrEqual(18);
    for (const { name, columns } of views) {
      const header = columns.map((column) => column.name).join(',');
      const { rows: counted } = await pool.query(`SELECT count(*)::int AS count FROM analytics.${name}`);
      const csv = (await exported(pool, name, 'csv')).toString();
      const { metadata, rows } = await read(await exported(pool, name, 'parquet'));
      expect([name, csv.slice(0, header.length)]).toEqual([name, header]);
      expect([name, rows.length]).toEqual([name, counted[0].count]);
      expect(metadata.schema[0]?.num_children).toBe(columns.length);
    }
    await pool.query('TRUNCATE custom_vision_client.usage');
    const { metadata, rows } = await read(await exported(pool, 'custom_vision_cost', 'parquet'));
    expect([rows, metadata.num_rows]).toEqual([[], 0n]);
  });

  it('changes nothing: its transaction is read-only', async () => {
    const { pool } = await createSeededDatabase();
    await expect(
      withTransaction(pool, async (db) => {
        for await (const _ of readView(db, 'decision')) await db.query('DELETE FROM honeyburst.model');
      }),
    ).rejects.toThrow('read-only transaction');
  });

  it('refuses what is no view, whatever its name', async () => {
    const { pool } = await createTestDatabase();
    for (const name of ['reviews', 'decision"; DROP TABLE honeyburst.review; --', 'honeyburst.listing']) {
      await expect(exported(pool, name, 'csv')).rejects.toThrow(
        `There is no view ${name}; there are: calibration, `,
      );
    }
  });
});
