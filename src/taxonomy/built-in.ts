import { readFile } from 'node:fs/promises';
import { createTaxonomy } from './create-taxonomy.js';
import { parseFinishCsv } from './finish-csv.js';
import type { Finish, Taxonomy } from './taxonomy.js';

/** The finishes that are shipped with the program, from data/finishes.csv. */
export async function loadBuiltInFinishes(): Promise<Finish[]> {
  return parseFinishCsv(
    await readFile(new URL('../../data/finishes.csv', import.meta.url), 'utf8'),
    'built-in',
  );
}

/** The built-in taxonomy outside a database. */
export async function loadBuiltInTaxonomy(): Promise<Taxonomy> {
  return createTaxonomy(await loadBuiltInFinishes());
}
