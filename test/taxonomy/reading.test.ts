import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCsvTable } from '../../src/csv-table.js';
import { resolveFinish } from '../../src/listing/finish-resolution.js';
import { loadBuiltInTaxonomy } from '../../src/taxonomy/built-in.js';

const taxonomy = await loadBuiltInTaxonomy();
const columns = ['kind', 'title', 'description', 'make', 'finish', 'family'] as const;
const { rows } = parseCsvTable(readFileSync(new URL('./reading.csv', import.meta.url), 'utf8'), columns);

describe('the words of a listing', () => {
  it.each(rows.map(({ cells }) => cells))('$kind: $title $description', (row) => {
    const { title = '', description = '', make = '', finish = '', family = '' } = row;
    const read = resolveFinish(taxonomy, { make, title, description, model: null, finish: null });
    expect({ finish: read.text_finish ?? '', family: read.text_family ?? '' }).toEqual({ finish, family });
  });
});
