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
  const all = tallies.get(keyOf()) ?? none;
  const base = new Map(
    [...finishes.keys()].map((slug) => [slug, smooth(all, slug, concentration.all, 1 / finishes.size)]),
  );
  const offers = sharesOfMakers(base, finishes);
  return {
    listings: all.total,
    shares(listing) {
      const model = modelLineOf(listing);
      const { maker, line } = model;
      const decade = decadeOf(listing.year);
      const ofMaker = maker === null ? undefined : tallies.get(keyOf(maker));
      const ofLine = line === null ? undefined : tallies.get(keyOf(maker, line));
      const ofDecade = decade === null ? undefined : tallies.get(keyOf(maker, line, decade));
      const offered = maker === null ? (finish: string) => base.get(finish) ?? 0 : offers(maker);
      // Made when asked for: the shares of every kind would take a hundred times the memory of the counts.
      const share = (finish: string) => {
        if (!base.has(finish)) return 0;
        let share = smooth(ofMaker, finish, concentration.maker, offered(finish));
        share = smooth(ofLine, finish, concentration.line, share);
        return smooth(ofDecade, finish, concentration.decade, share);
      };
      const tally = ofLine ?? ofMaker ?? none;
      return {
        share,
        base: (finish) => base.get(finish) ?? 0,
        listings: tally.total,
        of: ofLine ? toName(model) : (maker ?? line ?? undefined),
        level: ofLine ? 'line' : 'maker',
        count: (finish) => tally.byFinish.get(finish) ?? 0,
      };
    },
  };
}

const none: Tally = { total: 0, byFinish: new Map() };

function toName({ maker, line }: GuitarModel): string {
  return [maker, line].filter((part) => part !== null).join(' ');
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

function smooth(tally: Tally | undefined, finish: string, weight: number, above: number): number {
  return tally ? ((tally.byFinish.get(finish) ?? 0) + weight * above) / (tally.total + weight) : above;
}

/** The shares among guitars of a maker that nothing was counted of. */
function sharesOfMakers(base: ReadonlyMap<string, number>, finishes: Rows['finishes']) {
  const owners = new Map<string, ReadonlySet<string>>();
  /** Shares of the finishes that have makers: all of them, and those of each maker. */
  let owned = 0;
  const ownedBy = new Map<string, number>();
  for (const [slug, { makers }] of finishes) {
    if (makers.length === 0) continue;
    const keys = new Set(makers.map(nameKey));
    owners.set(slug, keys);
    owned += base.get(slug)!;
    for (const key of keys) ownedBy.set(key, (ownedBy.get(key) ?? 0) + base.get(slug)!);
  }
  return (maker: string) => {
    const key = nameKey(maker);
    const total = 1 - (1 - notOffered) * (owned - (ownedBy.get(key) ?? 0));
    return (finish: string) => {
      const factor = owners.get(finish)?.has(key) === false ? notOffered : 1;
      return ((base.get(finish) ?? 0) * factor) / total;
    };
  };
}
