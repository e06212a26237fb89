import { decadeOf, type GuitarModel, modelLineOf } from '../listing/model-line.js';
import type { Taxonomy } from '../taxonomy/taxonomy.js';
import { nameKey } from '../taxonomy/token.js';
import type { FinishShares } from './finish-shares.js';

/** How many listings of one kind state a finish. */
export interface CatalogueCount extends GuitarModel {
  /** First year of the decade; null if the year is unknown. */
  decade: number | null;
  finish: string;
  listings: number;
}

export interface CatalogueWords {
  make: string | null;
  model: string | null;
  title: string | null;
  year: string | null;
}

export interface Catalogue {
  /** How many listings it counts. */
  listings: number;
  /** What it knows of guitars like the one of a listing. */
  shares(listing: CatalogueWords): FinishShares;
}

type Rows = Pick<Taxonomy, 'finishes'>;

/** Counts of a kind of guitar. */
interface Tally {
  total: number;
  byFinish: Map<string, number>;
}

/**
 * Each level counts as much as so many listings of the level above it would (Dirichlet smoothing, MacKay and Peto 1995,
 * https://doi.org/10.1017/S1351324900000218): all guitars, those of the maker, of the line, of the decade.
 */
const concentration = { all: 50, maker: 20, line: 30, decade: 20 };
/** A maker's guitar has a finish that the taxonomy gives to other makers so much more rarely. */
const notOffered = 0.05;

/** What counts of listings teach. Without counts, the taxonomy's makers stand in. */
export function createCatalogue(counts: readonly CatalogueCount[], { finishes }: Rows): Catalogue {
  const tallies = new Map<string, Tally>();
  for (const count of counts) {
    if (!finishes.has(count.finish)) continue;
    for (const key of new Set(keysOf(count))) add(tallies, key, count);
  }
  const slugs = [...finishes.keys()];
  const all = tallies.get(keyOf()) ?? none;
  const base = smooth(slugs, all, concentration.all, () => 1 / slugs.length);
  const known = new Map<string, ReadonlyMap<string, number>>();
  const sharesOf = (model: GuitarModel, decade: number | null): ReadonlyMap<string, number> => {
    const key = keyOf(model.maker, model.line, decade);
    const found = known.get(key);
    if (found) return found;
    let shares: ReadonlyMap<string, number> = base;
    if (model.maker !== null) {
      const offered = restrict(base, finishes, model.maker);
      shares = smooth(
        slugs,
        tallies.get(keyOf(model.maker)) ?? none,
        concentration.maker,
        (slug) => offered.get(slug)!,
      );
    }
    if (model.line !== null)
      shares = deepen(slugs, shares, tallies.get(keyOf(model.maker, model.line)), concentration.line);
    if (decade !== null) {
      shares = deepen(
        slugs,
        shares,
        tallies.get(keyOf(model.maker, model.line, decade)),
        concentration.decade,
      );
    }
    // Kinds that were never counted have the shares of the kind above; only as many are kept as there are tallies.
    if (known.size < 10_000) known.set(key, shares);
    return shares;
  };
  return {
    listings: all.total,
    shares(listing) {
      const model = modelLineOf(listing);
      const shares = sharesOf(model, decadeOf(listing.year));
      const kind = [keyOf(model.maker, model.line), keyOf(model.maker)].map((key) => tallies.get(key));
      const level = model.line === null ? 1 : kind[0] ? 0 : 1;
      const tally = model.maker === null && model.line === null ? none : (kind[level] ?? none);
      return {
        share: (finish) => shares.get(finish) ?? 0,
        base: (finish) => base.get(finish) ?? 0,
        listings: tally.total,
        of: level === 0 ? toName(model) : (toName({ ...model, line: null }) ?? toName(model)),
        level: level === 0 && tally.total > 0 ? 'line' : 'maker',
        count: (finish) => tally.byFinish.get(finish) ?? 0,
      };
    },
  };
}

const none: Tally = { total: 0, byFinish: new Map() };

function toName({ maker, line }: GuitarModel): string | undefined {
  return [maker, line].filter((part) => part !== null).join(' ') || undefined;
}

function keyOf(
  maker: string | null = null,
  line: string | null = null,
  decade: number | null = null,
): string {
  return [maker ?? '', line ?? '', decade ?? ''].join('\n');
}

function keysOf({ maker, line, decade }: CatalogueCount): string[] {
  return [keyOf(), keyOf(maker), keyOf(maker, line), keyOf(maker, line, decade)];
}

function add(tallies: Map<string, Tally>, key: string, { finish, listings }: CatalogueCount): void {
  const tally = tallies.get(key) ?? { total: 0, byFinish: new Map<string, number>() };
  tally.total += listings;
  tally.byFinish.set(finish, (tally.byFinish.get(finish) ?? 0) + listings);
  tallies.set(key, tally);
}

function smooth(
  slugs: readonly string[],
  { total, byFinish }: Tally,
  weight: number,
  above: (slug: string) => number,
): Map<string, number> {
  return new Map(
    slugs.map((slug) => [slug, ((byFinish.get(slug) ?? 0) + weight * above(slug)) / (total + weight)]),
  );
}

function deepen(
  slugs: readonly string[],
  above: ReadonlyMap<string, number>,
  tally: Tally | undefined,
  weight: number,
): ReadonlyMap<string, number> {
  return tally ? smooth(slugs, tally, weight, (slug) => above.get(slug)!) : above;
}

/** The shares among guitars of a maker that nothing was counted of. */
function restrict(
  base: ReadonlyMap<string, number>,
  finishes: Rows['finishes'],
  maker: string,
): Map<string, number> {
  const key = nameKey(maker);
  const raw = [...base].map(([slug, share]) => {
    const owners = finishes.get(slug)!.makers;
    const offered = owners.length === 0 || owners.some((owner) => nameKey(owner) === key);
    return [slug, offered ? share : share * notOffered] as const;
  });
  const total = raw.reduce((sum, [, share]) => sum + share, 0);
  return new Map(raw.map(([slug, share]) => [slug, share / total]));
}
