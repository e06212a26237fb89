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
 * A finish that the taxonomy gives to other makers is unusual if the line seldom has it; any other that the maker is not
 * known to offer, if line and maker hardly ever have it, and both much more rarely than all guitars: most names are rare.
 * With 4,532 listings of real guitars as a catalogue this finds 0.9 % of the honest ones, 54 % of those that were given a
 * finish of another maker's guitar, and 82 % where the taxonomy says that only other makers offer it.
 */
const rare = { line: 0.002, maker: 0.001, ofAll: 0.1, notOffered: 0.006 };
/** No finish with a greater share of its line is unusual. */
export const greatestUnusualShare = Math.max(rare.line, rare.notOffered);
/** A finish that the maker would have less often if it had it as often as all others do may be missing by chance. */
const leastExpected = 5;
/** A maker of whom the taxonomy lists fewer finishes offers others too. */
const leastFinishes = 10;

/** The unusual finishes among counts, each judged without one of its own listings. */
export function findUnusual(
  counts: readonly CatalogueCount[],
  { finishes }: Pick<Taxonomy, 'finishes'>,
): UnusualFinish[] {
  const kinds = new Map<string, { maker: string; line: string; finish: string; listings: number }>();
  const totals = new Map<string, number>();
  const totalOf = (...kind: (string | null)[]) => totals.get(JSON.stringify(kind))!;
  const add = (listings: number, ...kind: (string | null)[]) =>
    totals.set(JSON.stringify(kind), (totalOf(...kind) ?? 0) + listings);
  for (const { maker, line, finish, listings } of counts) {
    add(listings);
    add(listings, null, null, finish);
    if (maker === null) continue;
    add(listings, maker);
    add(listings, maker, null, finish);
    if (line === null) continue;
    add(listings, maker, line);
    const key = JSON.stringify([maker, line, finish]);
    const kind = kinds.get(key) ?? { maker, line, finish, listings: 0 };
    kinds.set(key, { ...kind, listings: kind.listings + listings });
  }
  const offers = offersOf(finishes);
  const shareWithoutOne = (listings: number, total: number) => (listings - 1) / (total - 1);
  return [...kinds.values()].flatMap(({ maker, line, finish, listings }) => {
    const total = totalOf(maker, line);
    const offered = offers(maker, finish);
    if (total < leastListings || offered === true) return [];
    const share = shareWithoutOne(listings, total);
    const ofMaker = shareWithoutOne(totalOf(maker, null, finish), totalOf(maker));
    const ofAll = shareWithoutOne(totalOf(null, null, finish), totalOf());
    const hardly =
      ofAll * totalOf(maker) >= leastExpected &&
      share < Math.min(rare.line, rare.ofAll * ofAll) &&
      ofMaker < Math.min(rare.maker, rare.ofAll * ofAll);
    return hardly || (offered === false && share < rare.notOffered) ? [{ maker, line, finish, share }] : [];
  });
}

/** Whether a maker offers a finish; undefined where the taxonomy does not tell. */
function offersOf(finishes: Taxonomy['finishes']) {
  const known = new Map<string, Set<string>>();
  for (const [slug, { makers }] of finishes) {
    for (const key of new Set(makers.map(nameKey))) known.set(key, (known.get(key) ?? new Set()).add(slug));
  }
  return (maker: string, finish: string): boolean | undefined => {
    const own = known.get(nameKey(maker));
    if (own?.has(finish)) return true;
    const hasOwners = (finishes.get(finish)?.makers.length ?? 0) > 0;
    return own && own.size >= leastFinishes && hasOwners ? false : undefined;
  };
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
