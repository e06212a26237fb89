import { createHash } from 'node:crypto';
import { type Pool, type Queryable, withTransaction } from '../database/pool.js';
import { HoneyburstError } from '../errors.js';
import { loadBuiltInFinishes } from './built-in.js';
import { createTaxonomy } from './create-taxonomy.js';
import { checkNames, parseFinishCsv } from './finish-csv.js';
import type { Finish, Taxonomy } from './taxonomy.js';

/** Any fixed number: whoever may write a version holds it, so that two never write the same one. */
const lockKey = 7_461_524;
/** Part of the checksum: raise it when the rules of matching change, and every listing is resolved anew. */
const matchingRevision = 1;

interface StoredTaxonomy {
  version: number;
  checksum: string;
  finishes: Finish[];
}

/**
 * Makes the built-in list together with the stored extensions the current version; a new version is written only if
 * something changed. Safe at any time, also twice at once.
 */
export async function syncTaxonomy(pool: Pool): Promise<Taxonomy> {
  return storeMerged(pool, []);
}

/** The current version. Throws `taxonomy_missing` where none was ever stored. */
export async function readTaxonomy(pool: Pool): Promise<Taxonomy> {
  const current = await readCurrent(pool);
  if (!current) {
    throw new HoneyburstError('The database holds no taxonomy yet: run `honeyburst migrate`', {
      code: 'taxonomy_missing',
      stage: 'database',
    });
  }
  return createTaxonomy(current.finishes, current.version);
}

/**
 * Adds a user's finishes, or replaces those of the same slug, as a new version. Throws a UsageError where the CSV is
 * wrong or claims a name that already means another finish; then nothing is changed.
 */
export async function importFinishes(pool: Pool, csvText: string): Promise<Taxonomy> {
  return storeMerged(pool, parseFinishCsv(csvText, 'extension'));
}

async function storeMerged(pool: Pool, added: readonly Finish[]): Promise<Taxonomy> {
  const builtIn = await loadBuiltInFinishes();
  return withTransaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [lockKey]);
    const current = await readCurrent(client);
    const extensions = (current?.finishes ?? []).filter(({ origin }) => origin === 'extension');
    const bySlug = new Map([...builtIn, ...extensions, ...added].map((finish) => [finish.slug, finish]));
    const finishes = [...bySlug.values()].sort((a, b) => (a.slug < b.slug ? -1 : 1));
    // A release may bring a name that a user's own finish already has; that must not stop the program.
    if (added.length > 0) checkNames(finishes);
    const checksum = toChecksum(finishes);
    if (current?.checksum === checksum) return createTaxonomy(finishes, current.version);
    return createTaxonomy(finishes, await writeVersion(client, checksum, finishes));
  });
}

async function readCurrent(database: Queryable): Promise<StoredTaxonomy | undefined> {
  const { rows } = await database.query<Finish & { version: number; checksum: string }>(
    `SELECT t.version, t.checksum, f.slug, f.name, f.family, f.makers, f.aliases, f.swatch, f.origin
       FROM (SELECT * FROM honeyburst.taxonomy ORDER BY version DESC LIMIT 1) t
       JOIN honeyburst.finish f ON f.taxonomy_version = t.version
      ORDER BY f.slug COLLATE "C"`,
  );
  const [first] = rows;
  return (
    first && {
      version: first.version,
      checksum: first.checksum,
      finishes: rows.map(({ version: _, checksum: __, ...finish }) => finish),
    }
  );
}

async function writeVersion(
  client: Queryable,
  checksum: string,
  finishes: readonly Finish[],
): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    'INSERT INTO honeyburst.taxonomy (checksum) VALUES ($1) RETURNING version',
    [checksum],
  );
  const version = rows[0]!.version;
  await client.query(
    `INSERT INTO honeyburst.finish (taxonomy_version, slug, name, family, makers, aliases, swatch, origin)
     SELECT $1, slug, name, family, makers, aliases, swatch, origin
       FROM json_populate_recordset(NULL::honeyburst.finish, $2)`,
    [version, JSON.stringify(finishes)],
  );
  return version;
}

function toChecksum(finishes: readonly Finish[]): string {
  const rows = finishes.map((f) => [f.slug, f.name, f.family, f.makers, f.aliases, f.swatch, f.origin]);
  return createHash('sha256')
    .update(JSON.stringify([matchingRevision, rows]))
    .digest('hex');
}
