import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
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
const rows: Row[] = parse(readFileSync(new URL('reading-kinds.csv', import.meta.url)), {
  columns: true,
  delimiter: ';',
});

describe('titles and descriptions of every kind and language', () => {
  it.each(rows)('$kind: $title $description', ({ make, title, description, family, finish }) => {
    const read = resolveFinish(taxonomy, { make, title, description, model: null, finish: null });
    expect([read.text_family ?? '', read.text_finish ?? '']).toEqual([family, finish]);
  });
});
