import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it, test } from 'vitest';
import { resolveFinish } from '../../src/listing/finish-resolution.js';
import { loadBuiltInTaxonomy } from '../../src/taxonomy/built-in.js';

interface Row {
  kind: string;
  make: string;
  title: string;
  description: string;
  family: string;
  finish: string;
}

const taxonomy = await loadBuiltInTaxonomy();
/** Texts as sellers write them, written for this test in the manner of marketplaces and shops of many countries. */
const rows = parse<Row>(readFileSync(new URL('listing-texts.csv', import.meta.url)), { columns: true });
const judged = rows.map((row) => {
  const { make, title, description } = row;
  const found = resolveFinish(taxonomy, {
    make,
    title,
    description: description || null,
    model: null,
    finish: null,
  });
  return { ...row, found: found.text_finish ?? '', foundFamily: found.text_family ?? '' };
});
const share = (part: number, whole: number) => part / whole;
const count = (test: (row: (typeof judged)[number]) => boolean) => judged.filter(test).length;

describe('what texts of listings name', () => {
  it('is read with a precision of at least 0.98 and a recall of at least 0.92 for finishes', () => {
    const right = count((row) => row.found !== '' && row.found === row.finish);
    // Where the text names a longer name, a finish of the right family is no error.
    const wrong = count(
      (row) =>
        row.found !== '' &&
        row.found !== row.finish &&
        !(row.finish === '' && row.foundFamily === row.family),
    );
    expect(share(right, right + wrong)).toBeGreaterThanOrEqual(0.98);
    expect(
      share(
        right,
        count((row) => row.finish !== ''),
      ),
    ).toBeGreaterThanOrEqual(0.92);
  });

  it('is read with a precision of at least 0.98 and a recall of at least 0.9 for families', () => {
    const right = count((row) => row.foundFamily !== '' && row.foundFamily === row.family);
    const answered = count((row) => row.foundFamily !== '');
    expect(share(right, answered)).toBeGreaterThanOrEqual(0.98);
    expect(
      share(
        right,
        count((row) => row.family !== ''),
      ),
    ).toBeGreaterThanOrEqual(0.9);
  });

  it('is nothing where they name nothing, in 99 of 100 texts', () => {
    const silent = judged.filter((row) => row.family === '');
    expect(silent.length).toBeGreaterThan(80);
    const answered = silent.filter((row) => row.foundFamily !== '');
    expect(answered.map(({ title }) => title).slice(0, Math.ceil(silent.length / 100))).toEqual(
      answered.map(({ title }) => title),
    );
  });

  it('covers every kind of text', () => {
    const kinds = new Set(rows.map(({ kind }) => kind));
    for (const kind of ['word', 'name', 'longer', 'code', 'part', 'proper', 'offer', 'history', 'negation'])
      expect(kinds).toContain(kind);
    expect(rows.length).toBeGreaterThan(300);
  });
});

test('texts of 100 kB are read without delay, whatever they repeat', () => {
  const started = process.cpuUsage();
  const parts = [
    'red ',
    'black/',
    'originally ',
    'from black to ',
    'trans ',
    '3-',
    'BK-',
    'RG421BK ',
    'color: ',
  ];
  parts.push('<p>', '黑', 'ブ', 'not ', 'vintage ', 'black and ', 'over ', 'worn heritage ', 'aaaaaaa', '((');
  for (const part of parts) {
    const text = part.repeat(Math.ceil(100_000 / part.length));
    resolveFinish(taxonomy, { make: text, title: text, description: text, model: text, finish: text });
  }
  const { user, system } = process.cpuUsage(started);
  // Microseconds. A pattern that backtracks would take hours; these take a few seconds.
  expect(user + system).toBeLessThan(120_000_000);
});
