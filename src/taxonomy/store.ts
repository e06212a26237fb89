import type { Pool } from '../database/pool.js';
import { withTableLock } from '../database/table-lock.js';
import { HoneyburstError, UsageError } from '../errors.js';
import { loadBuiltInRows } from './built-in.js';
import { createTaxonomy } from './create-taxonomy.js';
import { parseFamilyCsv } from './family-csv.js';
import { parseFinishCsv } from './finish-csv.js';
import { checkRows } from './name-owners.js';
import type { Taxonomy, TaxonomyRows } from './taxonomy.js';
import { readCurrent, type StoredVersion, toChecksum, type VersionContent, writeVersion } from './version.js';

const nothing: TaxonomyRows = { families: [], finishes: [] };

/**
 * Brings the current version up to date with what comes with the program, unless a user replaced that. Writes a new
 * version only if something changed. Safe at any time, also from several processes at once.
 */
export async function syncTaxonomy(pool: Pool): Promise<Taxonomy> {
  return storeNext(pool, bringUpToDate);
}

/** The current version. Throws `taxonomy_missing` if none was ever stored. */
export async function readTaxonomy(pool: Pool): Promise<Taxonomy> {
  const current = await readCurrent(pool);
  if (!current) {
    throw new HoneyburstError('The database holds no taxonomy yet: run `honeyburst migrate`', {
      code: 'taxonomy_missing',
      stage: 'database',
    });
  }
  return createTaxonomy(current, current.version);
}

export interface TaxonomyImport {
  /** CSV of finishes. */
  finishes: string;
  /** CSV of families. */
  families?: string | undefined;
  /** Whether nothing but these rows remains; then `families` is needed. Default: they are added. */
  replace?: boolean | undefined;
}

/**
 * Adds a user's families and finishes, or replaces those of the same slug, as a new version; with `replace` they become
 * the whole taxonomy. Throws a UsageError if a CSV is wrong or claims a name that already means another row; then
 * nothing changes.
 */
export async function importTaxonomy(
  pool: Pool,
  { finishes, families, replace = false }: TaxonomyImport,
): Promise<Taxonomy> {
  if (replace && families === undefined) {
    throw new UsageError('--replace needs --families: a taxonomy of your own brings its families too.');
  }
  const added = families === undefined ? [] : parseFamilyCsv(families, 'extension');
  return storeNext(pool, async (current) => {
    const base = replace ? { ...nothing, builtIn: false } : await bringUpToDate(current);
    const known = [...base.families, ...added];
    const rows = parseFinishCsv(finishes, { origin: 'extension', families: known });
    const next = { builtIn: base.builtIn, ...overlay(base, { families: added, finishes: rows }) };
    checkRows(next);
    return next;
  });
}

/** Removes everything that users imported: what comes with the program is the whole taxonomy again. */
export async function resetTaxonomy(pool: Pool): Promise<Taxonomy> {
  return storeNext(pool, () => bringUpToDate(undefined));
}

/**
 * What a version becomes with this release: the rows that come with the program, unless a user replaced them, and those
 * that users imported. Their names are not checked: a name in a new release must not stop the program.
 */
async function bringUpToDate(current: StoredVersion | undefined): Promise<VersionContent> {
  const builtIn = current?.builtIn ?? true;
  const { families, finishes } = current ?? nothing;
  const imported = {
    families: families.filter(({ origin }) => origin === 'extension'),
    finishes: finishes.filter(({ origin }) => origin === 'extension'),
  };
  return { builtIn, ...overlay(builtIn ? await loadBuiltInRows() : nothing, imported) };
}

/** Rows of `added` replace those of the same slug. Families keep their place; new ones come last. */
function overlay(base: TaxonomyRows, added: TaxonomyRows): TaxonomyRows {
  const bySlug = <Row extends { slug: string }>(rows: readonly Row[]) => [
    ...new Map(rows.map((row) => [row.slug, row])).values(),
  ];
  return {
    families: bySlug([...base.families, ...added.families]),
    finishes: bySlug([...base.finishes, ...added.finishes]).sort((a, b) => (a.slug < b.slug ? -1 : 1)),
  };
}

async function storeNext(
  pool: Pool,
  toNext: (current: StoredVersion | undefined) => Promise<VersionContent>,
): Promise<Taxonomy> {
  // So that two never write the same version.
  return withTableLock(pool, 'honeyburst.taxonomy', async (client) => {
    const current = await readCurrent(client);
    const next = await toNext(current);
    const unchanged = current?.checksum === toChecksum(next);
    return createTaxonomy(next, unchanged ? current.version : await writeVersion(client, next));
  });
}
