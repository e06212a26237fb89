import { patientQueries } from '../database/available.js';
import type { Pool, Queryable } from '../database/pool.js';
import { retryConflicts } from '../database/retry-conflicts.js';
import { HoneyburstError } from '../errors.js';
import type { Taxonomy } from '../taxonomy/taxonomy.js';
import { type FinishWords, maxDescriptionLength, resolveFinish } from './finish-resolution.js';

const pageSize = 1000;

/** What a resolution is made of, under the names of the columns. */
export interface StaleListing extends FinishWords {
  id: number;
  /** Of the state that the words are of. */
  content_hash: string;
}

/**
 * Resolves the finish of listings that were written by others, or with an older taxonomy; returns how many.
 * Safe at any time and more than once: a listing that changes meanwhile is left to the next run, a database that is
 * away is waited for.
 */
export async function resolveListings(
  pool: Pool,
  taxonomy: Taxonomy,
  options: { onProgress?: (listings: number) => void } = {},
): Promise<number> {
  const { version } = taxonomy;
  if (version === undefined) {
    throw new HoneyburstError('Listings are resolved with a taxonomy that is stored in the database', {
      code: 'taxonomy_not_stored',
      stage: 'database',
    });
  }
  const patient = patientQueries(pool);
  let count = 0;
  let last: { resolved: number; id: number } | undefined = { resolved: 0, id: 0 };
  while (last) {
    const { rows }: { rows: (StaleListing & { resolved: number })[] } = await patient.query(
      `SELECT id, content_hash, make, model, year, title, left(description, $4) AS description, finish,
              coalesce(resolved_taxonomy, 0) AS resolved
         FROM honeyburst.listing
        WHERE (coalesce(resolved_taxonomy, 0), id) > ($1, $2) AND coalesce(resolved_taxonomy, 0) < $3
        ORDER BY coalesce(resolved_taxonomy, 0), id LIMIT ${pageSize}`,
      [last.resolved, last.id, version, maxDescriptionLength],
    );
    last = rows.at(-1);
    if (rows.length === 0) break;
    count += await retryConflicts(() => writeResolutions(patient, taxonomy, rows));
    options.onProgress?.(rows.length);
  }
  return count;
}

/** Resolves the finish of these listings, those left out that have changed meanwhile; returns how many. */
export async function writeResolutions(
  db: Queryable,
  taxonomy: Taxonomy,
  listings: readonly StaleListing[],
): Promise<number> {
  const resolved = listings.map(({ id, content_hash, ...words }) => ({
    id,
    content_hash,
    ...resolveFinish(taxonomy, words),
  }));
  const { rowCount } = await db.query(
    `UPDATE honeyburst.listing l
        SET resolved_taxonomy = r.resolved_taxonomy, finish_match = r.finish_match, finish_slug = r.finish_slug,
            finish_family = r.finish_family, text_finish = r.text_finish, text_family = r.text_family,
            text_phrase = r.text_phrase, guitar_maker = r.guitar_maker, guitar_line = r.guitar_line,
            guitar_decade = r.guitar_decade, unusual_share = NULL
       FROM json_populate_recordset(NULL::honeyburst.listing, $1) r
      WHERE l.id = r.id AND l.content_hash = r.content_hash
        AND coalesce(l.resolved_taxonomy, 0) < r.resolved_taxonomy`,
    [JSON.stringify(resolved)],
  );
  return rowCount ?? 0;
}
