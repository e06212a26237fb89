import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { detectFormat, type ListingFormat, openListings, readListings } from '../../src/listing/read.js';

/** What is read, shortened to `place id` or `place! reason`; chunks of a few bytes cut everything in two. */
async function read(format: ListingFormat, text: string | Buffer, chunkBytes = 7): Promise<string[]> {
  const bytes = Buffer.from(text);
  const chunks = function* () {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  };
  const rows: string[] = [];
  for await (const row of readListings(Readable.from(chunks()), format)) {
    rows.push('error' in row ? `${row.place}! ${row.error}` : `${row.place} ${row.listing.externalId}`);
  }
  return rows;
}

describe.each([7, 65_536])('Reverb JSON in chunks of %d bytes', (chunkBytes) => {
  const a = { id: 1, title: 'a {"listings": [ } é🎸', photos: [] };
  const b = { id: 2, title: 'b', shop: { listings: [{ id: 9 }] } };
  const page = { total: 2, _links: { next: { href: 'https://x' } }, listings: [a, b], humanized_params: '' };

  test.each([
    ['one listing', a, ['1']],
    ['a wrapped listing', { listing: b }, ['2']],
    ['an array', [a, b], ['1', '2']],
    ['an API page', page, ['1', '2']],
    ['an array of pages', [page, { listings: [] }, page], ['1', '2', '1', '2']],
    ['an empty page', { listings: [] }, []],
    ['an empty array', [], []],
  ])('%s is read, on one line or over many', async (_, json, ids) => {
    for (const text of [
      JSON.stringify(json),
      JSON.stringify(json, null, 2),
      `\ufeff\n\n${JSON.stringify(json, null, 1)}\n`,
    ]) {
      const rows = await read('reverb', text, chunkBytes);
      expect(rows.map((row) => row.split(' ').at(-1))).toEqual(ids);
    }
  });

  test('each line may be a listing, an array or a page', async () => {
    const text = [a, [a, b], page].map((json) => JSON.stringify(json)).join('\r\n');
    const rows = [
      'line 1 1',
      'line 2, listing 1 1',
      'line 2, listing 2 2',
      'line 3, listing 1 1',
      'line 3, listing 2 2',
    ];
    expect(await read('reverb', text, chunkBytes)).toEqual(rows);
  });

  test('several documents over many lines are read one after the other', async () => {
    const text = [a, page, [b]].map((json) => JSON.stringify(json, null, 2)).join('\n');
    expect(await read('reverb', text, chunkBytes)).toEqual([
      'listing 1 1',
      'listing 2 1',
      'listing 3 2',
      'listing 4 2',
    ]);
  });

  test('what comes before the place where a file is cut off is kept', async () => {
    const text = JSON.stringify({ total: 2, listings: [a, b, b] }, null, 1);
    for (const end of ['"title": "b"', '"photos": []\n  }', '"photos": []\n  },']) {
      const rows = await read('reverb', text.slice(0, text.lastIndexOf(end) + end.length), chunkBytes);
      expect(rows[0]).toBe('listing 1 1');
      expect(rows.at(-1)).toMatch(/^line \d+, after listing [12]! is not valid JSON \(it ends too early\)/);
    }
  });

  test('what comes before a fault is kept, and the fault is named with its place', async () => {
    const text = `[\n${JSON.stringify(a)},\n${JSON.stringify(b)}\noops\n,${JSON.stringify(a)}]`;
    const rows = await read('reverb', text, chunkBytes);
    expect(rows.slice(0, 2)).toEqual(['listing 1 1', 'listing 2 2']);
    expect(rows[2]).toMatch(/^line [34], after listing 2! is not valid JSON/);
    expect(rows).toHaveLength(3);
  });

  test('an item that is no listing does not stop the rest', async () => {
    const rows = await read(
      'reverb',
      JSON.stringify([a, 5, null, 'x', [7], { id: {} }, b], null, 1),
      chunkBytes,
    );
    expect(rows.filter((row) => !row.includes('!'))).toEqual(['listing 1 1', 'listing 7 2']);
    expect(rows).toHaveLength(7);
  });

  test('an empty file holds no listings', async () => {
    expect(await read('reverb', '', chunkBytes)).toEqual([]);
    expect(await read('reverb', ' \n\n', chunkBytes)).toEqual([]);
  });
});

describe('JSON lines', () => {
  test('lines at fault are named and do not stop the rest', async () => {
    const text =
      '{"external_id":"a"}\n{"external_id":\n\nnull\n{"id":5,"finish":""}\r\n{"external_id":"b","photo_urls":["x"]}\n{"external_id":"c"}';
    expect(await read('jsonl', text)).toEqual([
      'line 1 a',
      'line 2! is not valid JSON (Unexpected end of JSON input)',
      'line 4! is not a listing: an object with external_id (or with id, as Reverb has it) is needed',
      'line 5 5',
      'line 6 b',
      'line 7 c',
    ]);
  });

  test('the error of a line does not quote it', async () => {
    const rows = await read('jsonl', '{"photo": secret-signature}\n');
    expect(rows[0]).toContain('line 1! is not valid JSON');
    expect(rows[0]).not.toContain('secret');
  });

  test('a line may hold U+2028', async () => {
    expect(await read('jsonl', '{"external_id":"a\u2028b"}')).toEqual(['line 1 a\u2028b']);
  });

  test('a line without end is refused', async () => {
    const rows = await read(
      'jsonl',
      `{"external_id":"a"}\n${'x'.repeat(16_000_001)}\n{"external_id":"b"}`,
      1_000_000,
    );
    expect(rows).toEqual(['line 1 a', 'line 2! is longer than 4000000 characters', 'line 3 b']);
  });
});

describe('CSV', () => {
  test('quotes, line breaks, byte-order mark and unknown columns are read', async () => {
    const text =
      '\ufeffExternal ID,note,photoUrls,title\r\na,?,http://a.test/1|http://a.test/2,"two\r\nlines"\r\n\r\nb,?,,12" body\nc,?,,"x ""y"" z"';
    expect(await read('csv', text)).toEqual(['line 2 a', 'line 5 b', 'line 6 c']);
    const titles: (string | null)[] = [];
    for await (const row of readListings(Readable.from([Buffer.from(text)]), 'csv')) {
      if ('listing' in row) titles.push(row.listing.title);
    }
    expect(titles).toEqual(['two\r\nlines', '12" body', 'x "y" z']);
  });

  test('rows at fault are named and do not stop the rest', async () => {
    const text =
      'external_id,photo_urls,state\na,,live\nb,,live,more\nc\n,,live\nd,,nowhere\ne,ftp://x,\nf,,\n';
    expect(await read('csv', text)).toEqual([
      'line 2 a',
      'line 3! has 4 cells where the header has 3',
      'line 4 c',
      'line 5! external_id is missing',
      'line 6 d',
      'line 7 e',
      'line 8 f',
    ]);
  });

  const header = ['external_id', 'photo_urls', 'title', 'note'];
  const table = (delimiter: string, end: string) =>
    [header, ['a', '', 'x', ''], ['b', '', 'y', '']].map((cells) => cells.join(delimiter) + end).join('');

  test.each([
    ['semicolons', table(';', '\r\n')],
    ['tabs', table('\t', '\n')],
    ['vertical bars', table('|', '\n')],
    ['carriage returns alone', table(',', '\r')],
    ['UTF-16, little-endian', Buffer.from(`\ufeff${table('\t', '\r\n')}`, 'utf16le')],
    ['UTF-16, big-endian', Buffer.from(`\ufeff${table(',', '\r\n')}`, 'utf16le').swap16()],
    ['UTF-16 without a byte-order mark', Buffer.from(table(',', '\r\n'), 'utf16le')],
  ])('with %s is read', async (_, text) => {
    expect(await read('csv', text)).toEqual(['line 2 a', 'line 3 b']);
  });

  test('a line sep= names the separator', async () => {
    expect(await read('csv', `sep=;\r\n${table(';', '\r\n')}`)).toEqual(['line 3 a', 'line 4 b']);
    expect(await read('csv', `sep=,\n${table(',', '\n')}`)).toEqual(['line 3 a', 'line 4 b']);
  });

  test('blank rows are passed over, and missing last cells are empty', async () => {
    const text = 'external_id,photo_urls,title,,\na,,x,,\n,,,,\n , ,,,\nb,http://a.test/1\nc,,,,,,\n\n';
    expect(await read('csv', text)).toEqual(['line 2 a', 'line 5 b', 'line 6 c']);
  });

  test('a row that an unquoted line break cut in two is refused, not stored by halves', async () => {
    const text = 'external_id,make,title,photo_urls\na,Fender,Nice\nStrat,http://a.test/1\nb,Fender,x,\n';
    expect(await read('csv', text)).toEqual([
      'line 2! has 3 cells, and the next row the other 1: quote cells that hold a line break',
      'line 3! is the rest of the row on line 2',
      'line 4 b',
    ]);
  });

  test.each([
    ['8.21E+11', /^line 2! external_id was rounded by a spreadsheet \(8.21E\+11\)/],
    ['"8,21E+11"', /^line 2! external_id was rounded by a spreadsheet/],
    ['12345678901234500', /^line 2! external_id was rounded to 15 digits/],
    ['=HYPERLINK(1)', /^line 2! external_id is a formula/],
    ['#REF!', /^line 2! external_id is an error of a spreadsheet/],
    ['"=""00123"""', /^line 2 00123$/],
    ['12345678901234567', /^line 2 12345678901234567$/],
  ])('the id %s of a spreadsheet is unwrapped or refused', async (id, expected) => {
    expect((await read('csv', `external_id,photo_urls\n${id},\n`))[0]).toMatch(expected);
  });

  test('a quote that is never closed keeps what came before', async () => {
    const text = 'external_id,photo_urls\na,\n"b,\nc,\n';
    expect(await read('csv', text)).toEqual([
      'line 2 a',
      'line 3! opens a quote that is never closed: the rest is left out',
    ]);
    const rows = await read('csv', text + 'x,\n'.repeat(2_000_000), 65_536);
    expect(rows).toEqual(['line 2 a', 'line 3! is longer than 4000000 bytes: the rest is left out']);
  });

  test.each([
    ['title,photo_urls\nx,', /no column external_id; it has: title, photo_urls/],
    [
      'id^photos^\nx^^',
      /no column external_id and photo_urls; .* parted by comma, semicolon, tab, vertical bar/,
    ],
    ['', /is empty/],
  ])('a header without a column that is needed is refused: %j', async (text, message) => {
    await expect(read('csv', text)).rejects.toThrow(message);
  });
});

describe('bytes that are not UTF-8', () => {
  const latin1 = (text: string) => Buffer.from(text, 'latin1');
  const titles = async (format: ListingFormat, bytes: Buffer, chunkBytes = 65_536) => {
    const found: (string | null)[] = [];
    const chunks = function* () {
      for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    };
    for await (const row of readListings(Readable.from(chunks()), format))
      found.push('listing' in row ? row.listing.title : `${row.place}! ${row.error}`);
    return found;
  };
  const refused = 'title holds bytes that are neither UTF-8 nor surely Windows-1252: save the file as UTF-8';

  test.each([3, 65_536])(
    'are decoded as Windows-1252 if that is sure, in chunks of %d',
    async (chunkBytes) => {
      const csv = 'external_id,photo_urls,title\na,,H\xf6fner \x96 \x93Violin\x94\nb,,Caf\xe9 cr\xe8me\n';
      expect(await titles('csv', latin1(csv), chunkBytes)).toEqual(['Höfner – “Violin”', 'Café crème']);
      const json = '[{"id": 1, "title": "Wei\xdf"},\n{"id": 2, "title": "Gr\xfcn"}]';
      expect(await titles('reverb', latin1(json), chunkBytes)).toEqual(['Weiß', 'Grün']);
    },
  );

  test.each([
    ['Mac OS Roman', latin1('H\x9afner')],
    ['Cyrillic', latin1('\xd4\xe5\xed\xe4\xe5\xf0')],
    ['Latin-2', latin1('bia\xb3y')],
    ['undefined bytes', latin1('a\x8db')],
    ['half a letter of UTF-8', Buffer.concat([Buffer.from('é'), latin1('\xc3')])],
  ])('are refused by line if it is not: %s', async (_, title) => {
    const csv = [latin1('external_id,photo_urls,title\na,,'), title, latin1('\nb,,Strat\n')];
    expect(await titles('csv', Buffer.concat(csv))).toEqual([`line 2! ${refused}`, 'Strat']);
  });

  test('are refused by line in a file that is UTF-8 elsewhere', async () => {
    const csv = [Buffer.from('external_id,photo_urls,title\na,,Höfner\nb,,'), latin1('Gr\xfcn\nc,,Strat\n')];
    for (const chunkBytes of [3, 65_536])
      expect(await titles('csv', Buffer.concat(csv), chunkBytes)).toEqual([
        'Höfner',
        `line 3! ${refused}`,
        'Strat',
      ]);
  });
});

test('a file that ends in .gz is unpacked; a broken one says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'honeyburst-read-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const packed = gzipSync('{"external_id":"a"}\n'.repeat(10_000));
  await writeFile(join(folder, 'whole.jsonl.gz'), packed);
  await writeFile(join(folder, 'cut.jsonl.gz'), packed.subarray(0, packed.length - 20));
  const count = async (name: string) => {
    let rows = 0;
    for await (const row of readListings(await openListings(join(folder, name)), detectFormat(name)))
      rows += 'listing' in row ? 1 : 0;
    return rows;
  };
  expect(await count('whole.jsonl.gz')).toBe(10_000);
  await expect(count('cut.jsonl.gz')).rejects.toThrow('Cannot read the listings: unexpected end of file');
  await expect(count('absent.csv')).rejects.toMatchObject({ code: 'unreadable_input' });
});

test('the format is told from the name, else --format is asked for', () => {
  const names = ['page.json', 'a/b.c.JSONL', 'x.ndjson.gz', 'sheet.csv', 'sheet.CSV.GZ', 'sheet.tsv'];
  expect(names.map(detectFormat)).toEqual(['reverb', 'jsonl', 'jsonl', 'csv', 'csv', 'csv']);
  for (const name of ['-', 'listings', 'listings.xml', 'x.gz'])
    expect(() => detectFormat(name)).toThrow('--format');
});
