import { readdir, readFile } from 'node:fs/promises';
import { PassThrough, pipeline, Readable } from 'node:stream';
import { createGunzip, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Pool } from '../../src/database/pool.js';
import { HoneyburstError } from '../../src/errors.js';
import { importListings } from '../../src/listing/import.js';
import { type ListingFormat, type ListingRow, readListings } from '../../src/listing/read.js';
import { createRandom, type Random } from '../../src/random.js';
import { builtInTaxonomy } from '../listing/built-in-taxonomy.js';
import { createTestDatabase } from '../support/database.js';

const fuzzed = 2000;

const listing = (n: number) => ({
  external_id: `n${n}`,
  make: 'Fender',
  model: 'Stratocaster',
  year: 1964,
  title: `Fender Stratocaster "Fiesta Red", 12" – no ${n} 🎸`,
  description: '<p>Plays well,\nsome wear.</p>',
  finish: ['Fiesta Red', '', 'red', 'see photos'][n % 4],
  state: 'live',
  photo_urls: [`https://photos.test/${n}/1.jpg`, `https://photos.test/${n}/2.jpg`],
});
const reverb = (n: number) => {
  const { external_id, photo_urls, state, ...fields } = listing(n);
  const photos = photo_urls.map((href) => ({ _links: { full: { href } } }));
  return { ...fields, id: n + 1, state: { slug: state }, photos };
};
const many = Array.from({ length: 12 }, (_, n) => n);
const quoted = (value: unknown) => `"${String(value).replaceAll('"', '""')}"`;
const csvRow = (n: number) =>
  Object.values({ ...listing(n), photo_urls: listing(n).photo_urls.join('|') })
    .map(quoted)
    .join(',');
const csvHeader = Object.keys(listing(0)).join(',');

const samples: { format: ListingFormat; bytes: Buffer }[] = [
  { format: 'csv', bytes: Buffer.from([csvHeader, ...many.map(csvRow)].join('\r\n')) },
  { format: 'jsonl', bytes: Buffer.from(many.map((n) => JSON.stringify(listing(n))).join('\n')) },
  { format: 'jsonl', bytes: Buffer.from(many.map((n) => JSON.stringify(reverb(n))).join('\r\n')) },
  {
    format: 'reverb',
    bytes: Buffer.from(JSON.stringify({ total: 12, listings: many.map(reverb) }, null, 1)),
  },
  { format: 'reverb', bytes: Buffer.from(JSON.stringify(many.map(listing))) },
];
const shared = new URL('../../../shared/reverb/', import.meta.url);
const realSamples = (await readdir(shared).catch(() => [])).filter((name) => name.endsWith('.json'));
for (const name of realSamples) {
  samples.push({ format: 'reverb', bytes: await readFile(new URL(name, shared)) });
}

const nasty = [
  ...['\0', '\ud800', '\udfff', '\ufeff', '\u2028', '\r', '\n', '"', '""', ',', '\\', '\\u0000', '\\ud800'],
  ...['{', '}', '[', ']', '[[[[[[[[', '{"a":{"a":{', 'null', 'NaN', '1e999', '-0', '12345678901234567890'],
  ...['"__proto__":{"x":1},', '"constructor":{"prototype":{"x":1}},', '"external_id":', "' OR 1=1 --", '🎸'],
  ...['x'.repeat(5000), 'javascript:alert(1)', 'http://', '%00', '\u0001', '\u202e', 'true', '$1', '\\x00'],
];

function mutate(random: Random, original: Buffer): Buffer {
  let bytes = Buffer.from(original);
  for (let edits = 1 + random.integer(5); edits > 0; edits--) {
    const at = random.integer(bytes.length + 1);
    const to = Math.min(bytes.length, at + random.integer(random.chance(0.3) ? bytes.length : 40));
    const before = bytes.subarray(0, at);
    const kind = random.integer(7);
    if (kind === 0 && at < bytes.length) bytes[at] = random.integer(256);
    else if (kind === 1) bytes = Buffer.concat([before, bytes.subarray(to)]);
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
    else if (kind === 3)
      bytes = Buffer.concat([before, Buffer.from([0xff, 0xc0, 0xed, 0xa0, 0x80]), bytes.subarray(at)]);
    else if (kind === 4) bytes = Buffer.from(before);
    else bytes = Buffer.concat([before, Buffer.from(random.pick(nasty)), bytes.subarray(at)]);
  }
  return bytes;
}

/** In pieces of any size, as a network gives them. */
function* pieces(random: Random, bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + random.integer(random.chance(0.03) ? 3 : 2000);
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

async function read(source: Readable | Buffer, format: ListingFormat): Promise<ListingRow[]> {
  const rows: ListingRow[] = [];
  for await (const row of readListings(Buffer.isBuffer(source) ? Readable.from([source]) : source, format)) {
    // Not one expectation for each of a hundred thousand rows: they would take longer than the reading.
    if (
      !/^(line|listing) \d+(, (after )?listing \d+)?$/.test(row.place) ||
      ('error' in row && row.error === '')
    )
      expect.fail(JSON.stringify(row));
    rows.push(row);
  }
  return rows;
}

const ids = (rows: readonly ListingRow[]) =>
  rows.flatMap((row) => ('listing' in row ? [row.listing.externalId] : []));
const errors = (rows: readonly ListingRow[]) =>
  rows.flatMap((row) => ('error' in row ? [`${row.place}: ${row.error}`] : []));
const lines = (...texts: string[]) => Buffer.from(texts.join('\n'));

describe('a file of listings that went wrong', () => {
  it(`is read or refused with a reason, whatever happened to it: ${fuzzed} times`, async () => {
    const outcomes = new Map<string, number>();
    const count = (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    for (let n = 0; n < fuzzed; n++) {
      const random = createRandom(`import/${n}`);
      const { format, bytes } = random.pick(samples);
      const mutated = mutate(random, bytes);
      const startedAt = performance.now();
      try {
        for (const row of await read(Readable.from(pieces(random, mutated)), format))
          count('error' in row ? 'row refused' : 'row read');
      } catch (error) {
        if (!(error instanceof HoneyburstError))
          throw new Error(`import/${n} of ${format}`, { cause: error });
        count(error.code);
      }
      if (performance.now() - startedAt > 5000) expect.fail(`import/${n} takes too long`);
    }
    for (const rare of ['usage', 'duplicate_column']) outcomes.delete(rare);
    expect([...outcomes.keys()].sort()).toEqual([...['missing_column', 'row read', 'row refused']]);
    expect(outcomes.get('row read')).toBeGreaterThan(fuzzed * 3);
    // Nothing got at what all objects share.
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it('costs the line that is wrong and no other', async () => {
    for (let n = 0; n < 300; n++) {
      const random = createRandom(`line/${n}`);
      const rows = many.map((row) => Buffer.from(JSON.stringify(listing(row))));
      const spoilt = random.integer(rows.length);
      const oneLine = mutate(random, rows[spoilt]!).map((byte) => (byte === 10 ? 32 : byte));
      rows[spoilt] = Buffer.from(oneLine);
      const found = await read(Buffer.concat(rows.flatMap((row) => [row, Buffer.from('\n')])), 'jsonl');
      const others = many.filter((row) => row !== spoilt).map((row) => `n${row}`);
      expect(ids(found), `line/${n}`).toEqual(expect.arrayContaining(others));
    }
  });

  it('costs rows of a CSV that do not fit, and keeps those around them', async () => {
    const found = await read(
      lines(
        csvHeader,
        csvRow(0),
        'few,cells',
        csvRow(1),
        ',,,,,,,,',
        csvRow(2),
        'a,b,c,d,e,f,g,https://a.test,live,,too many',
        csvRow(3),
      ),
      'csv',
    );
    expect(ids(found)).toEqual(['n0', 'few', 'n1', 'n2', 'n3']);
    expect(errors(found)).toEqual([expect.stringMatching(/^line 10: has 11 cells/)]);
  });
});

describe('text that is not as it should be', () => {
  it('is read as far as it can be: bytes, ends of lines, marks', async () => {
    const invalid = Buffer.concat([
      Buffer.from('{"external_id":"a","title":"'),
      Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0x00, 0xf4, 0x90]),
      Buffer.from(
        '"}\r\n\uFEFF{"external_id":"b"}\r\n\r\n{"external_id":"c"}\r{"external_id":"d"}\n{"external_id":"e"}',
      ),
    ]);
    const found = await read(invalid, 'jsonl');
    expect(ids(found)).toEqual(['e']);
    expect(errors(found).map((text) => text.slice(0, 6))).toEqual(['line 1', 'line 2', 'line 4']);
    const csv = '\uFEFFexternal_id;x,photo_urls\n'.replace(';x', '');
    expect(ids(await read(Buffer.from(`${csv}a,\r\nb,\nc,\r\n`), 'csv'))).toEqual(['a', 'b', 'c']);
    const undefinedByte = Buffer.concat([Buffer.from(csv), Buffer.from([0x81, 0x2c, 0x0a])]);
    expect(errors(await read(undefinedByte, 'csv'))).toEqual([
      expect.stringMatching(/^line 2: external_id holds bytes/),
    ]);
    const wide = Buffer.from(`\uFEFFexternal_id,photo_urls\nü,\n`, 'utf16le');
    expect(ids(await read(wide, 'csv'))).toEqual(['ü']);
    await expect(read(Buffer.alloc(5000), 'csv')).rejects.toMatchObject({ code: 'missing_column' });
    expect(errors(await read(Buffer.alloc(5000), 'jsonl'))).toHaveLength(1);
    expect(errors(await read(Buffer.alloc(5000), 'reverb'))).toHaveLength(1);
  });

  it('is no id where a number is not the one that was written', async () => {
    const found = await read(
      lines(
        '{"external_id": 9007199254740991}',
        '{"external_id": 9007199254740993}',
        '{"id": 12345678901234567890}',
        '{"id": 1e400}',
        '{"external_id": "12345678901234567890"}',
        '{"external_id": true}',
        '{"external_id": {"a": 1}}',
        '{"external_id": "a", "year": 1964.5, "title": 1e300}',
      ),
      'jsonl',
    );
    expect(ids(found)).toEqual(['9007199254740991', '12345678901234567890']);
    expect(errors(found)).toHaveLength(6);
    for (const error of errors(found).slice(0, 3)) expect(error).toContain('a number below 2^53');
  });

  it('changes nothing but itself where it names what all objects have', async () => {
    const keys = [
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
      'listings',
      'listing',
    ];
    for (const format of ['jsonl', 'reverb'] as const) {
      for (const key of keys) {
        const value = '{"external_id":"evil","polluted":true,"prototype":{"polluted":true}}';
        const array = format === 'reverb' ? ['[', ',', ']'] : ['', '\n', ''];
        const text = `${array[0]}{"${key}":${value},"external_id":"a"}${array[1]}{"external_id":"b"}${array[2]}`;
        const found = ids(await read(Buffer.from(text), format));
        expect(found.at(-1)).toBe('b');
        expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      }
    }
    const header = 'external_id,photo_urls,__proto__,constructor\n';
    expect(ids(await read(Buffer.from(`${header}a,,x,y\n`), 'csv'))).toEqual(['a']);
  });

  it('names a column once', async () => {
    for (const header of ['external_id,photo_urls,finish,Finish', 'external_id,External ID,photo_urls'])
      await expect(read(lines(header, 'a,b,c,d'), 'csv')).rejects.toMatchObject({ code: 'duplicate_column' });
    // Those that are not read may be called anything.
    expect(ids(await read(lines('external_id,photo_urls,tag,tag,,', 'a,,x,y,,'), 'csv'))).toEqual(['a']);
  });
});

/** A source of `times` times the text. */
function* repeated(first: string, text: string, times: number, last = ''): Generator<Buffer> {
  yield Buffer.from(first);
  const perChunk = Math.max(1, Math.floor(65_536 / text.length));
  const chunk = Buffer.from(text.repeat(perChunk));
  for (let sent = 0; sent < times; sent += perChunk) yield chunk;
  yield Buffer.from(last);
}

describe('a file that would take all memory', () => {
  const header = 'external_id,photo_urls\na,\n';
  const deep = (depth: number) => `{"external_id":"deep","make":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  it.each<[string, ListingFormat, () => Iterable<Buffer>, ids: string[], error: RegExp]>([
    ['a quote that never ends', 'csv', () => repeated(`${header}"`, 'a\n', 20e6), ['a'], /4000000 bytes/],
    ['a field without end', 'csv', () => repeated(header, 'x', 40e6), ['a'], /4000000 bytes/],
    ['cells without end', 'csv', () => repeated(header, ',', 20e6), ['a'], /4000000 bytes/],
    ['a line without end', 'jsonl', () => repeated('{"external_id":"a"}\n"', 'x', 40e6), ['a'], /4000000/],
    ['arrays within arrays', 'jsonl', () => repeated('{"external_id":"a"}\n', '[', 20e6), ['a'], /4000000/],
    [
      'arrays within arrays',
      'reverb',
      () => repeated('[\n{"external_id":"a"},', '[', 20e6),
      ['a'],
      /nested deeper/,
    ],
    ['objects within objects', 'reverb', () => repeated('[\n', '{"a":', 4e6), [], /nested deeper|4000000/],
    [
      'a string without end',
      'reverb',
      () => repeated('[\n{"external_id":"a"},"', 'x', 40e6),
      ['a'],
      /4000000/,
    ],
    ['a number without end', 'reverb', () => repeated('[\n', '1', 40e6), [], /4000000/],
    [
      '100,000 arrays in a line',
      'jsonl',
      () => [Buffer.from(`${deep(100_000)}\n{"external_id":"b"}`)],
      ['b'],
      /make must be text/,
    ],
    [
      '100,000 arrays in a document',
      'reverb',
      () => [Buffer.from(`[\n${deep(100_000)},{"external_id":"b"}]`)],
      ['b'],
      /make must be text/,
    ],
  ])(
    'is refused in little of it, and what came before is kept: %s (%s)',
    async (_, format, make, kept, error) => {
      const memory = process.resourceUsage().maxRSS;
      const startedAt = performance.now();
      const found = await read(Readable.from(make()), format);
      expect(ids(found)).toEqual(kept);
      // A line of separators ends as the row that it is.
      expect(errors(found).at(-1)).toMatch(error);
      expect(errors(found).length).toBeLessThanOrEqual(2);
      expect(performance.now() - startedAt).toBeLessThan(20_000);
      expect(process.resourceUsage().maxRSS - memory).toBeLessThan(300_000);
    },
  );

  it('is not unpacked into it either: half a gigabyte in half a megabyte', async () => {
    const packed = gzipSync(Buffer.alloc(64_000_000, 'x'), { level: 1 });
    const memory = process.resourceUsage().maxRSS;
    // Members of a gzip follow each other.
    const source = new PassThrough().end(Buffer.concat(Array(8).fill(packed)));
    const found = await read(
      pipeline(source, createGunzip(), () => {}),
      'jsonl',
    );
    expect(errors(found)).toEqual(['line 1: is longer than 4000000 characters']);
    expect(process.resourceUsage().maxRSS - memory).toBeLessThan(200_000);
  });
});

const run = (pool: Pool, source: Readable, format: ListingFormat) =>
  importListings({ pool, taxonomy: builtInTaxonomy(1), source, format });

async function storedIds(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query(
    'SELECT external_id FROM honeyburst.listing ORDER BY length(external_id), external_id',
  );
  return rows.map((row) => row.external_id);
}

describe('what gets into the database', () => {
  it('is all that was read, whatever stands in it', async () => {
    const { pool } = await createTestDatabase();
    const rows = nasty.map((text, n) => ({
      ...{ external_id: `${n}${text.slice(0, 20)}`, title: text.slice(0, 4000), description: text },
      ...{
        make: text.slice(0, 900),
        finish: text.slice(0, 900),
        photo_urls: [`http://photos.test/${n}?${text.slice(0, 500)}`],
      },
    }));
    const text = rows.map((row) => JSON.stringify(row)).join('\n');
    expect(await run(pool, Readable.from([Buffer.from(text)]), 'jsonl')).toMatchObject({
      ...{ read: nasty.length, inserted: nasty.length, failed: 0 },
    });
    const { rows: stored } = await pool.query('SELECT title FROM honeyburst.listing');
    const clean = nasty.map((one) => one.replaceAll(/[\0\uFFFD]|\p{Surrogate}/gu, '').slice(0, 4000));
    expect(stored.map(({ title }) => title ?? '').sort()).toEqual(clean.sort());
  });

  it('is whatever is left of mutated files', async () => {
    const { pool } = await createTestDatabase();
    let inserted = 0;
    for (let n = 0; n < 150; n++) {
      const random = createRandom(`database/${n}`);
      const { format, bytes } = random.pick(samples);
      try {
        const counts = await run(pool, Readable.from([mutate(random, bytes)]), format);
        expect(counts.read).toBe(counts.inserted + counts.updated + counts.unchanged + counts.failed);
        inserted += counts.inserted;
      } catch (error) {
        if (!(error instanceof HoneyburstError && error.stage === 'usage')) throw error;
      }
    }
    expect(inserted).toBeGreaterThan(20);
    expect(await storedIds(pool)).toHaveLength(inserted);
  });

  it('is what came before a gzip breaks off', async () => {
    const { pool } = await createTestDatabase();
    // Noise, so that the packed half holds about half of the rows.
    const random = createRandom('noise');
    const noise = () => Array.from({ length: 200 }, () => random.integer(36).toString(36)).join('');
    const text = Array.from({ length: 900 }, (_, n) =>
      JSON.stringify({ external_id: `${n}`, title: noise() }),
    ).join('\n');
    const packed = gzipSync(text);
    const source = new PassThrough().end(packed.subarray(0, packed.length * 0.7));
    const work = run(
      pool,
      pipeline(source, createGunzip(), () => {}),
      'jsonl',
    );
    await expect(work).rejects.toMatchObject({ code: 'unreadable_input', stage: 'import' });
    const stored = await storedIds(pool);
    expect(stored.length).toBeGreaterThan(550);
    expect(stored).toEqual(Array.from({ length: stored.length }, (_, n) => `${n}`));
  });
});
