import type { Pool } from '../database/pool.js';
import { readTaxonomy } from './store.js';
import type { Taxonomy } from './taxonomy.js';

/** A function that returns the current version. It reads the rows again only after somebody stored a new version. */
export function followTaxonomy(pool: Pool, first: Taxonomy): () => Promise<Taxonomy> {
  let current = first;
  return async () => {
    const { rows } = await pool.query<{ version: number }>(
      'SELECT max(version) AS version FROM honeyburst.taxonomy',
    );
    if (rows[0]!.version !== current.version) current = await readTaxonomy(pool);
    return current;
  };
}
