import type { Pool } from '../database/pool.js';
import { retryConflicts } from '../database/retry-conflicts.js';
import type { Taxonomy } from '../taxonomy/taxonomy.js';
import { nameKey } from '../taxonomy/token.js';
import type { CatalogueCount } from './catalogue.js';
import { readCounts } from './store.js';

/** A finish that the listings of a model line hardly ever state. */
export interface UnusualFinish {
  maker: string;
  line: string;
  finish: string;
  /** Its share among the other listings of the line, 0 to 1. */
  share: number;
}

/** Fewer listings do not tell what is unusual of a line. */
const leastListings = 100;
/**
 * A finish is unusual if both its line and its maker hardly ever have it, or if its line seldom does and the taxonomy gives
 * it to other makers. With 4,532 listings of real guitars as a catalogue this finds 0.9 % of the honest ones, and 54 % of
 * those that were given a finish of another maker's.
 */
const rare = { line: 0.002, maker: 0.001, notOffered: 0.006 };

/** The unusual finishes among counts, each judged without one of its own listings. */
export function findUnusual(
  counts: readonly CatalogueCount[],
  { finishes }: Pick<Taxonomy, 'finishes'>,
): UnusualFinish[] {
  const kinds = new Map<string, { maker: string; line: string; finish: string; listings: number }>();
  const totals = new Map<string, number>();
  const add = (key: string, listings: number) => totals.set(key, (totals.get(key) ?? 0) + listings);
  for (const { maker, line, finish, listings } of counts) {
    if (maker === null) continue;
    add(JSON.stringify([maker]), listings);
    add(JSON.stringify([maker, null, finish]), listings);
    if (line === null) continue;
    add(JSON.stringify([maker, line]), listings);
    const key = JSON.stringify([maker, line, finish]);
    const kind = kinds.get(key) ?? { maker, line, finish, listings: 0 };
    kinds.set(key, { ...kind, listings: kind.listings + listings });
  }
  const shareWithoutOne = (listings: number, total: number) => (listings - 1) / (total - 1);
  return [...kinds.values()].flatMap(({ maker, line, finish, listings }) => {
    const total = totals.get(JSON.stringify([maker, line]))!;
    if (total < leastListings) return [];
    const share = shareWithoutOne(listings, total);
    const ofMaker = shareWithoutOne(
      totals.get(JSON.stringify([maker, null, finish]))!,
      totals.get(JSON.stringify([maker]))!,
    );
    const owners = finishes.get(finish)?.makers ?? [];
    const offered = owners.length === 0 || owners.some((owner) => nameKey(owner) === nameKey(maker));
    const isUnusual = (share < rare.line && ofMaker < rare.maker) || (!offered && share < rare.notOffered);
    return isUnusual ? [{ maker, line, finish, share }] : [];
  });
}

/** Marks the listings whose stated finish is unusual for their model line, and unmarks the others; returns how many are. */
export async function markUnusual(pool: Pool, taxonomy: Pick<Taxonomy, 'finishes'>): Promise<number> {
  const unusual = findUnusual(await readCounts(pool), taxonomy);
  await retryConflicts(() =>
    pool.query(
      `WITH unusual AS (
         SELECT * FROM json_to_recordset($1) AS u (maker text, line text, finish text, share real)
       ), marked AS (
         UPDATE honeyburst.listing l SET unusual_share = u.share FROM unusual u
          WHERE l.guitar_maker = u.maker AND l.guitar_line = u.line AND l.finish_slug = u.finish
            AND l.unusual_share IS DISTINCT FROM u.share
       )
       UPDATE honeyburst.listing l SET unusual_share = NULL
        WHERE l.unusual_share IS NOT NULL
          AND NOT EXISTS (SELECT FROM unusual u
                           WHERE l.guitar_maker = u.maker AND l.guitar_line = u.line AND l.finish_slug = u.finish)`,
      [JSON.stringify(unusual)],
    ),
  );
  const { rows } = await pool.query<{ count: number }>(
    'SELECT count(*)::integer AS count FROM honeyburst.listing WHERE unusual_share IS NOT NULL',
  );
  return rows[0]!.count;
}
