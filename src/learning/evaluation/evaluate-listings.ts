import type { FinishShares } from '../../catalogue/finish-shares.js';
import type { LabelScores } from '../../classifier/classifier.js';
import { combineEvidence, type FinishesByFamily } from '../../suggestion/combine-evidence.js';
import type { FinishAnswer } from '../../suggestion/contradiction.js';
import {
  decideLevel,
  type Model,
  type Offers,
  setOfFinishes,
  strongestClue,
} from '../../suggestion/decide-level.js';
import { defaultWeights } from '../../suggestion/listing-weights.js';
import { type ContractTest, testContract } from './contract-test.js';
import { type Estimate, wilsonInterval } from './interval.js';

/** A listing with its truth, and all that is known of it. */
export interface JudgedListing {
  family: string;
  /** Undefined: only the family is known. Null: it is one that the taxonomy lacks. */
  finish: string | null | undefined;
  /** The fused photos; undefined if none has a vote. */
  photos: LabelScores | undefined;
  /** How many photos have one. */
  votes: number;
  words: FinishAnswer;
  /** What the makers' lists alone say, and what the catalogue says. */
  maker: FinishShares;
  catalogue: FinishShares;
  offers: Offers;
}

/** What answers rest on. */
export const evidences = ['photos', 'photos and maker', 'photos and catalogue', 'words', 'all'] as const;
export type EvidenceKind = (typeof evidences)[number];

/** Shares from 0 to 1 with 95 % intervals. Finishes are judged over the listings whose finish is known. */
export interface ListingFigures {
  listings: number;
  /** The most probable family is the right one. */
  family: Estimate;
  /** The most probable finish is the right one. */
  finish: Estimate;
  /** A finish is named, of those with one; and how many of the named ones are right. */
  named: { share: number; right: Estimate };
  /** Two or three finishes are offered instead, and the right one is among them. */
  either: { share: number; right: Estimate };
  /** Answers of either level that are right in all that they claim. */
  answered: { share: number; right: Estimate };
  /** Of the names. */
  contract: ContractTest;
}

export interface ListingEvaluation {
  byEvidence: Record<EvidenceKind, ListingFigures>;
  /** By how many photos have a vote, all evidence together. */
  byPhotos: { photos: string; figures: ListingFigures }[];
}

const nothing: FinishAnswer = { finish: null, family: null };

/** Answers each listing from each kind of evidence, as a worker would from all of it. */
export function evaluateListings(
  listings: readonly JudgedListing[],
  model: Model,
  known: FinishesByFamily,
): ListingEvaluation {
  const figuresOf = (some: readonly JudgedListing[], kind: EvidenceKind) =>
    toFigures(some.map((listing) => answer(listing, kind, model, known)));
  const groups = [
    ['none', (n: number) => n === 0],
    ['1', (n: number) => n === 1],
    ['2 or 3', (n: number) => n === 2 || n === 3],
    ['4 or more', (n: number) => n > 3],
  ] as const;
  return {
    byEvidence: Object.fromEntries(evidences.map((kind) => [kind, figuresOf(listings, kind)])) as Record<
      EvidenceKind,
      ListingFigures
    >,
    byPhotos: groups.flatMap(([photos, has]) => {
      const some = listings.filter(({ votes }) => has(votes));
      return some.length === 0 ? [] : [{ photos, figures: figuresOf(some, 'all') }];
    }),
  };
}

interface Judged {
  family: boolean;
  /** Undefined here and below: there is nothing to judge. */
  finish: boolean | undefined;
  named: boolean | undefined;
  either: boolean | undefined;
  answered: boolean | undefined;
}

function answer(listing: JudgedListing, kind: EvidenceKind, model: Model, known: FinishesByFamily): Judged {
  const words = kind === 'words' || kind === 'all' ? listing.words : nothing;
  const shares =
    kind === 'photos and maker'
      ? listing.maker
      : kind === 'photos' || kind === 'words'
        ? undefined
        : listing.catalogue;
  const photos = kind === 'words' ? undefined : listing.photos;
  const says = photos !== undefined || words.family !== null;
  const clues = { photos, words, shares };
  const combined = says
    ? combineEvidence(clues, model.labels, known, defaultWeights)
    : { families: [], finishes: [] };
  const clue = strongestClue(words, shares);
  const given = decideLevel(combined, clue, model, listing.offers);
  const either = setOfFinishes({ combined, clue, answer: given }, model, listing.offers);
  const hasFinish = listing.finish !== undefined;
  const isRight = (finish: string | undefined) => finish !== undefined && finish === listing.finish;
  return {
    family: combined.families[0]?.family === listing.family,
    finish: hasFinish ? isRight(combined.finishes[0]?.finish) : undefined,
    named: hasFinish && given.level === 'finish' ? isRight(given.finish) : undefined,
    either: hasFinish && either ? either.some(isRight) : undefined,
    answered:
      given.level === 'none'
        ? undefined
        : given.level === 'finish' && hasFinish
          ? isRight(given.finish)
          : given.family === listing.family,
  };
}

function toFigures(judged: readonly Judged[]): ListingFigures {
  const withFinish = judged.filter(({ finish }) => finish !== undefined).length;
  const part = (of: readonly (boolean | undefined)[], total: number) => {
    const tested = of.filter((right) => right !== undefined);
    return { share: total === 0 ? 0 : tested.length / total, right: estimate(tested) };
  };
  const names = judged.flatMap(({ named }) => named ?? []);
  return {
    listings: judged.length,
    family: estimate(judged.map(({ family }) => family)),
    finish: estimate(judged.flatMap(({ finish }) => finish ?? [])),
    named: part(
      judged.map(({ named }) => named),
      withFinish,
    ),
    either: part(
      judged.map(({ either }) => either),
      withFinish,
    ),
    answered: part(
      judged.map(({ answered }) => answered),
      judged.length,
    ),
    contract: testContract(names.filter(Boolean).length, names.length),
  };
}

function estimate(right: readonly boolean[]): Estimate {
  const count = right.filter(Boolean).length;
  return {
    value: right.length === 0 ? 0 : count / right.length,
    interval: wilsonInterval(count, right.length),
  };
}
