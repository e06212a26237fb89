import type { FinishShares } from '../catalogue/finish-shares.js';
import type { LabelScores } from '../classifier/classifier.js';
import type { LabelTree } from '../classifier/label-tree.js';
import type { FinishAnswer } from './contradiction.js';
import type { ListingWeights } from './listing-weights.js';

/** All that is known of the finish of one listing. Each part may be missing. */
export interface ListingClues {
  /** The fused photos; undefined if none has a vote. */
  photos: LabelScores | undefined;
  /** The finish, or only the family, that the words name. */
  words: FinishAnswer;
  /** What the catalogue and the makers' lists say of guitars like this one. */
  shares: FinishShares | undefined;
}

export interface FamilyProbability {
  family: string;
  probability: number;
}

export interface FinishProbability extends FamilyProbability {
  finish: string;
}

/** The probabilities of families and finishes given all clues, the most probable first. */
export interface CombinedScores {
  families: FamilyProbability[];
  /** Those of a family may sum to less than the family: finishes that nobody lists have the rest. */
  finishes: FinishProbability[];
}

/** The finishes of each family that an answer may name. */
export type FinishesByFamily = ReadonlyMap<string, readonly string[]>;

/** Finishes of less probable families are left out. */
const leastFamily = 1e-3;

/**
 * Bayes' rule, with clues that are independent given the finish (naive Bayes), tempered by an exponent:
 *
 *   P(family | clues) ~ P(family | photos) P(words | family)
 *   P(finish | family, clues) ~ P(finish | family, photos) (share / base)^exponent P(words | finish)
 *
 * Makers and catalogue decide only which finish of a family it is: with a say in the family they made it right less often
 * on photos of other sources.
 */
export function combineEvidence(
  clues: ListingClues,
  labels: LabelTree,
  known: FinishesByFamily,
  weights: ListingWeights,
): CombinedScores {
  const families = combineFamilies(clues, [...new Set([...labels.coarse, ...known.keys()])], labels, weights);
  const finishes = families
    .filter(({ probability }) => probability >= leastFamily)
    .flatMap(({ family, probability }) =>
      listen(clues, family, withinFamily(family, clues, labels, known, weights), labels, weights).map(
        (one) => ({ family, finish: one.finish, probability: one.probability * probability }),
      ),
    );
  return { families, finishes: finishes.sort(byProbability) };
}

function combineFamilies(
  { photos, words }: ListingClues,
  families: readonly string[],
  { coarse }: LabelTree,
  { familyRight, leastProbability }: ListingWeights,
): FamilyProbability[] {
  const seen = (family: string) => {
    const index = coarse.indexOf(family);
    return index < 0 ? 0 : photos!.coarse[index]!;
  };
  if (photos && words.family === null) {
    return coarse.map((family) => ({ family, probability: Math.min(seen(family), 1) })).sort(byProbability);
  }
  const raw = families.map((family) => {
    const shown = photos ? Math.max(seen(family), leastProbability) : 1 / families.length;
    if (words.family === null) return shown;
    return shown * (family === words.family ? familyRight : (1 - familyRight) / (families.length - 1));
  });
  const total = raw.reduce((sum, value) => sum + value, 0);
  return families.map((family, i) => ({ family, probability: raw[i]! / total })).sort(byProbability);
}

interface Within {
  finish: string;
  /** P(finish | family, clues) */
  probability: number;
}

/**
 * Photos and shares on the finishes of one family. What the photos give to no taught finish is spread over the others by
 * how common they are; a part of it is left for those that nobody lists.
 */
function withinFamily(
  family: string,
  { photos, shares }: ListingClues,
  { coarse, fine }: LabelTree,
  known: FinishesByFamily,
  { maker, catalogue, unlisted }: ListingWeights,
): Within[] {
  const exponent = shares && shares.listings > 0 ? catalogue : maker;
  const seen = photos?.coarse[coarse.indexOf(family)] ?? 0;
  const taught =
    seen > 0 ? fine.flatMap(({ label, parent }, i) => (parent === family ? [{ label, i }] : [])) : [];
  const names = new Set(taught.map(({ label }) => label));
  const others = (known.get(family) ?? []).filter((finish) => !names.has(finish));
  const commonness = others.map((finish) => shares?.share(finish) ?? 1);
  const common = commonness.reduce((sum, value) => sum + value, 0);

  const shown = taught.map(({ i }) => photos!.fine[i]! / seen);
  const rest = Math.max(1 - shown.reduce((sum, value) => sum + value, 0), 0);
  const weights = [
    ...taught.map(
      ({ label }, i) => shown[i]! * (shares ? (shares.share(label) / shares.base(label)) ** exponent : 1),
    ),
    ...commonness.map((value) => (rest * (1 - unlisted) * value) / common),
  ];
  const left = others.length > 0 ? rest * unlisted : rest;
  const total = weights.reduce((sum, value) => sum + value, left) || 1;
  return [...names, ...others].map((finish, i) => ({ finish, probability: weights[i]! / total }));
}

/**
 * What words that name a finish of this family leave of the probabilities. A finish that the model was not taught looks
 * like one that it was, so there the words decide alone.
 */
function listen(
  { photos, words: { finish: named, family: namedFamily } }: ListingClues,
  family: string,
  before: Within[],
  { fine }: LabelTree,
  { finishRight, wrongNames }: ListingWeights,
): Within[] {
  if (named === null || family !== namedFamily) return before;
  const shown = before.find(({ finish }) => finish === named)?.probability ?? 0;
  const odds = (shown * finishRight * wrongNames) / ((1 - shown) * (1 - finishRight));
  const canBeSeen = photos && fine.some(({ label }) => label === named);
  const probability = canBeSeen ? odds / (1 + odds) : finishRight;
  const scale = shown < 1 ? (1 - probability) / (1 - shown) : 0;
  return [
    { finish: named, probability },
    ...before.flatMap((one) =>
      one.finish === named ? [] : [{ ...one, probability: one.probability * scale }],
    ),
  ];
}

function byProbability(a: { probability: number }, b: { probability: number }): number {
  return b.probability - a.probability;
}
