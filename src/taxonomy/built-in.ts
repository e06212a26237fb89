import { readFile } from 'node:fs/promises';
import { createTaxonomy } from './create-taxonomy.js';
import { parseFamilyCsv } from './family-csv.js';
import { parseFinishCsv } from './finish-csv.js';
import type { Taxonomy, TaxonomyRows } from './taxonomy.js';

/** The families and finishes that come with the program, from data/families.csv and data/finishes.csv. */
export async function loadBuiltInRows(): Promise<TaxonomyRows> {
  const [families, finishes] = await Promise.all(['families', 'finishes'].map(readData));
  const known = parseFamilyCsv(families!, 'built-in');
  return { families: known, finishes: parseFinishCsv(finishes!, { origin: 'built-in', families: known }) };
}

/** The built-in taxonomy outside a database. */
export async function loadBuiltInTaxonomy(): Promise<Taxonomy> {
  return createTaxonomy(await loadBuiltInRows());
}

function readData(name: string): Promise<string> {
  return readFile(new URL(`../../data/${name}.csv`, import.meta.url), 'utf8');
}
