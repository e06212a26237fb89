import type { Queryable } from '../database/pool.js';
import type { Taxonomy } from '../taxonomy/taxonomy.js';
import { type Catalogue, type CatalogueCount, createCatalogue } from './catalogue.js';

/**
 * A model line of fewer listings is counted with its maker's other ones, and a decade of fewer with the line's other ones,
 * so that a snapshot stays small.
 */
const leastListings = 10;

/** Counts the listings that teach which finishes guitars have, as honeyburst.catalogue_listing defines them. */
export async function readCounts(db: Queryable): Promise<CatalogueCount[]> {
  const { rows } = await db.query<CatalogueCount>(
    `WITH one AS (
       SELECT guitar_maker AS maker, guitar_line AS line, guitar_decade AS decade, finish_slug AS finish, count(*) AS listings
         FROM honeyburst.catalogue_listing GROUP BY 1, 2, 3, 4
     ), kept AS (
       SELECT maker, finish, listings,
              CASE WHEN sum(listings) OVER (PARTITION BY maker, line) >= $1 THEN line END AS line,
              CASE WHEN sum(listings) OVER (PARTITION BY maker, line, decade) >= $1 THEN decade END AS decade
         FROM one
     )
     SELECT maker, line, decade, finish, sum(listings)::integer AS listings FROM kept GROUP BY 1, 2, 3, 4`,
    [leastListings],
  );
  return rows;
}

/** A snapshot of the catalogue that is never older than `maxAgeMs`, and that nobody waits for but the first. */
export function keepCatalogue(
  db: Queryable,
  taxonomy: Pick<Taxonomy, 'finishes'>,
  { maxAgeMs = 300_000, onError }: { maxAgeMs?: number; onError?: (error: unknown) => void } = {},
): () => Promise<Catalogue> {
  let current: Promise<Catalogue> | undefined;
  let readAt = 0;
  let refreshing = false;
  const read = async () => createCatalogue(await readCounts(db), taxonomy);
  return () => {
    if (!current) {
      readAt = Date.now();
      current = read();
      current.catch(() => {
        current = undefined;
      });
    } else if (!refreshing && Date.now() - readAt >= maxAgeMs) {
      refreshing = true;
      readAt = Date.now();
      read()
        .then((fresh) => {
          current = Promise.resolve(fresh);
        })
        .catch((error) => onError?.(error))
        .finally(() => {
          refreshing = false;
        });
    }
    return current;
  };
}
