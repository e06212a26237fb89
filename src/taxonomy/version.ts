import { createHash } from 'node:crypto';
import type { Queryable } from '../database/pool.js';
import type { Family, Finish, TaxonomyRows } from './taxonomy.js';

/** Part of the checksum. Raise it if the rules of matching change, so that every listing is resolved again. */
const matchingRevision = 3;

/** What one version of the taxonomy holds. */
export interface VersionContent extends TaxonomyRows {
  /** Whether what comes with the program is part of it. */
  builtIn: boolean;
}

export interface StoredVersion extends VersionContent {
  version: number;
  checksum: string;
}

/** The current version; undefined if none was ever stored. */
export async function readCurrent(database: Queryable): Promise<StoredVersion | undefined> {
  const { rows } = await database.query<Omit<StoredVersion, 'families' | 'finishes'>>(
    `SELECT version, checksum, built_in AS "builtIn" FROM honeyburst.taxonomy ORDER BY version DESC LIMIT 1`,
  );
  const [current] = rows;
  if (!current) return undefined;
  const families = await database.query<Family>(
    `SELECT slug, name, swatch, words, translations, wins_over AS "winsOver", plain, origin
       FROM honeyburst.family WHERE taxonomy_version = $1 ORDER BY position`,
    [current.version],
  );
  const finishes = await database.query<Finish>(
    `SELECT slug, name, family, makers, aliases, codes, translations, swatch, origin
       FROM honeyburst.finish WHERE taxonomy_version = $1 ORDER BY slug COLLATE "C"`,
    [current.version],
  );
  return { ...current, families: families.rows, finishes: finishes.rows };
}

/** Stores a new version and returns its number. */
export async function writeVersion(client: Queryable, content: VersionContent): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    'INSERT INTO honeyburst.taxonomy (checksum, built_in) VALUES ($1, $2) RETURNING version',
    [toChecksum(content), content.builtIn],
  );
  const version = rows[0]!.version;
  const families = content.families.map(({ winsOver, ...family }, index) => ({
    ...family,
    wins_over: winsOver,
    position: index + 1,
  }));
  await client.query(
    `INSERT INTO honeyburst.family
            (taxonomy_version, slug, name, position, swatch, words, translations, wins_over, plain, origin)
     SELECT $1, slug, name, position, swatch, words, translations, wins_over, plain, origin
       FROM json_populate_recordset(NULL::honeyburst.family, $2)`,
    [version, JSON.stringify(families)],
  );
  await client.query(
    `INSERT INTO honeyburst.finish
            (taxonomy_version, slug, name, family, makers, aliases, codes, translations, swatch, origin)
     SELECT $1, slug, name, family, makers, aliases, codes, translations, swatch, origin
       FROM json_populate_recordset(NULL::honeyburst.finish, $2)`,
    [version, JSON.stringify(content.finishes)],
  );
  return version;
}

/** SHA-256 of the content and the rules of matching; the order of keys does not matter. */
export function toChecksum({ builtIn, families, finishes }: VersionContent): string {
  const translated = (row: Family | Finish) => row.translations.map(({ language, name }) => [language, name]);
  const rows = [
    families.map((f) => [
      ...[f.slug, f.name, f.swatch, f.words, translated(f), f.winsOver, f.plain, f.origin],
    ]),
    finishes.map((f) => [
      ...[f.slug, f.name, f.family, f.makers, f.aliases, f.codes.map(({ code, maker }) => [code, maker])],
      ...[translated(f), f.swatch, f.origin],
    ]),
  ];
  return createHash('sha256')
    .update(JSON.stringify([matchingRevision, builtIn, ...rows]))
    .digest('hex');
}
