import { type Catalogue, type CatalogueCount, createCatalogue } from '../../catalogue/catalogue.js';
import type { ListingThresholds } from '../../classifier/classifier.js';
import { type LabelTree, withoutOthers } from '../../classifier/label-tree.js';
import { type Hierarchy, scoresOf, type Temperatures } from '../../classifier/scores.js';
import { modelLineOf } from '../../listing/model-line.js';
import { createRandom } from '../../random.js';
import { combineEvidence } from '../../suggestion/combine-evidence.js';
import { leastListings } from '../../suggestion/decide-level.js';
import { defaultWeights } from '../../suggestion/listing-weights.js';
import type { Taxonomy } from '../../taxonomy/taxonomy.js';
import type { LabelledPhoto } from '../dataset/dataset.js';
import { mainSource } from '../dataset/main-source.js';
import type { Answer } from '../evaluation/metrics.js';
import { lowerBound, trialsWithoutError } from './binomial.js';
import type { HeldBack } from './calibrate.js';
import { leastHolding, type PrecisionTarget } from './contract.js';
import { certifyThreshold } from './learn-then-test.js';

export type MakersTaxonomy = Pick<Taxonomy, 'finishes' | 'finishesByFamily' | 'offers'>;

interface Options {
  labels: LabelTree;
  temperatures: Temperatures;
  hierarchy: Hierarchy;
  target: PrecisionTarget;
  taxonomy: MakersTaxonomy;
  seed: number;
}

type HeldPhotos = Pick<HeldBack, 'logits'> & { rows: readonly number[] };

/** Groups are counted in so many parts, so that no guitar is judged by counts of itself. */
const parts = 4;

/**
 * Thresholds for listings whose maker is known, and for those of whose model line enough are counted, certified on held-back
 * photos whose rows name make and model, one of each group. What makers offer is certified on photos of other sources than
 * the main one, if there are enough: that is where names go wrong. If no confidence keeps the target there, the threshold is
 * the one with the best lower bound of the precision. Undefined where too few rows name a make.
 */
export function certifyListings(
  held: HeldPhotos,
  photos: readonly LabelledPhoto[],
  options: Options,
): ListingThresholds {
  const { precision, confidence } = options.target;
  const risk = 1 - confidence;
  const fewest = trialsWithoutError(precision, risk);
  const main = mainSource(photos);
  const chosen = oneOfEachGroup(held, photos, options.seed);
  const judge = (rows: readonly number[], catalogueOf: (photo: LabelledPhoto) => Catalogue | undefined) =>
    rows.flatMap((place) => toAnswer(held.logits[place]!, photos[held.rows[place]!]!, catalogueOf, options));
  const [own, foreign] = [true, false].map((isMain) =>
    chosen.filter((place) => ((photos[held.rows[place]!]!.source ?? '') === main) === isMain),
  ) as [number[], number[]];

  const makers = createCatalogue([], options.taxonomy);
  const abroad = judge(foreign, () => makers);
  const certified = (answers: readonly Answer[]) => certifyThreshold(answers, precision, risk)?.threshold;
  const maker =
    abroad.length >= fewest
      ? (leastHolding(abroad, precision, fewest) ?? surest(abroad, fewest, risk))
      : certified(judge(own, () => makers));
  const counted = countInParts(photos, options);
  const catalogue = certified(judge(own, counted));
  return { ...(maker !== undefined && { maker }), ...(catalogue !== undefined && { catalogue }) };
}

function oneOfEachGroup({ rows }: HeldPhotos, photos: readonly LabelledPhoto[], seed: number): number[] {
  const groups = new Map<string, number[]>();
  for (const [place, row] of rows.entries()) {
    const { group } = photos[row]!;
    groups.set(group, [...(groups.get(group) ?? []), place]);
  }
  const random = createRandom(`listings/${seed}`);
  return [...groups.values()].map((group) => random.pick(group));
}

/** The best answer to a photo as if it were a listing; none if its make or its finish is not known. */
function toAnswer(
  logits: Float32Array,
  photo: LabelledPhoto,
  catalogueOf: (photo: LabelledPhoto) => Catalogue | undefined,
  { labels, temperatures, hierarchy, taxonomy }: Options,
): Answer[] {
  const { make, model, finish } = photo;
  if (make === undefined || finish === undefined) return [];
  const listing = { make, model: model ?? null, title: null, year: null };
  const shares = catalogueOf(photo)?.shares(listing);
  if (!shares) return [];
  const named = withoutOthers(labels);
  const { coarse, fine } = scoresOf(logits, labels, temperatures, hierarchy);
  const photos = { coarse, fine: fine.subarray(0, named.fine.length) };
  const clues = { photos, words: { finish: null, family: null }, shares };
  const { finishes } = combineEvidence(clues, named, taxonomy.finishesByFamily, defaultWeights);
  const best = finishes.find((one) => shares.listings > 0 || taxonomy.offers(one.finish, listing));
  return best ? [{ confidence: best.probability, right: best.finish === finish }] : [];
}

/** For each photo a catalogue that counts the other parts of the groups; undefined where it knows too few of its line. */
function countInParts(
  photos: readonly LabelledPhoto[],
  { taxonomy, seed }: Options,
): (photo: LabelledPhoto) => Catalogue | undefined {
  const random = createRandom(`parts/${seed}`);
  const partOf = new Map<string, number>();
  const counts = new Map<string, CatalogueCount & { part: number }>();
  for (const { group, make, model = null, finish } of photos) {
    if (!partOf.has(group)) partOf.set(group, random.integer(parts));
    else continue;
    if (make === undefined || finish === undefined) continue;
    const part = partOf.get(group)!;
    const guitar = modelLineOf({ make, model, title: null });
    const key = JSON.stringify([part, guitar.maker, guitar.line, finish]);
    const count = counts.get(key) ?? { ...guitar, decade: null, finish, listings: 0, part };
    counts.set(key, { ...count, listings: count.listings + 1 });
  }
  const catalogues = Array.from({ length: parts }, (_, part) =>
    createCatalogue(
      [...counts.values()].filter((count) => count.part !== part),
      taxonomy,
    ),
  );
  return ({ group, make = null, model = null }) => {
    const catalogue = catalogues[partOf.get(group)!]!;
    const shares = catalogue.shares({ make, model, title: null, year: null });
    return shares.level === 'line' && shares.listings >= leastListings ? catalogue : undefined;
  };
}

/** The confidence from which on the lower bound of the share of right answers is highest; of at least `count` answers. */
function surest(answers: readonly Answer[], count: number, risk: number): number | undefined {
  const sorted = answers.toSorted((a, b) => b.confidence - a.confidence);
  let right = 0;
  let best: { bound: number; confidence: number } | undefined;
  for (const [index, answer] of sorted.entries()) {
    if (answer.right) right++;
    if (index + 1 < count) continue;
    const bound = lowerBound(right, index + 1, risk);
    if (!best || bound > best.bound) best = { bound, confidence: answer.confidence };
  }
  return best?.confidence;
}
