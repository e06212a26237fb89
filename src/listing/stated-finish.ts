import type { Queryable } from '../database/pool.js';

/** Listings for sale that state each finish, by its slug; finishes that none states are left out. */
export async function countStatedFinishes(db: Queryable): Promise<Map<string, number>> {
  const { rows } = await db.query<{ finish: string; listings: number }>(
    `SELECT finish_slug AS finish, count(*) AS listings FROM honeyburst.listing
      WHERE state IN ('draft', 'live') AND resolved_taxonomy IS NOT NULL AND finish_slug IS NOT NULL
      GROUP BY finish_slug`,
  );
  return new Map(rows.map(({ finish, listings }) => [finish, listings]));
}
