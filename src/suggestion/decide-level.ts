import type { FinishShares } from '../catalogue/finish-shares.js';
import type { Classifier } from '../classifier/classifier.js';
import type { Level } from '../classifier/level.js';
import type { CombinedScores } from './combine-evidence.js';
import type { FinishAnswer } from './contradiction.js';

export type Model = Pick<Classifier, 'labels' | 'thresholds' | 'listingThresholds'>;

/**
 * Whether the maker of the listing has a finish of that name. Photos tell the look; who made the guitar tells the name: a
 * plain white is Olympic White only if it is a Fender's.
 */
export type Offers = (finish: string) => boolean;

/** What decides how much an answer needs: the strongest clue beside the photos. */
export type Clue = 'photos' | 'maker' | 'catalogue' | 'words';

export interface LevelAnswer {
  level: Level;
  family: string | undefined;
  finish: string | undefined;
  /** At the level; at `none` of the family. */
  confidence: number;
}

/** Words are right so often that what they and the photos agree on passes this, and what these contradict does not. */
const leastHeard = 0.95;
/** Counts of so many listings tell what guitars of a kind have; fewer are an anecdote. */
export const leastListings = 30;
const maxEither = 3;
/** A finish that is less probable than this is no choice. */
const leastChoice = 0.05;

export function strongestClue({ family }: FinishAnswer, shares: FinishShares | undefined): Clue {
  if (family !== null) return 'words';
  if (!shares) return 'photos';
  if (shares.level === 'line' && shares.listings >= leastListings) return 'catalogue';
  return shares.of === undefined ? 'photos' : 'maker';
}

/**
 * The finish if it is probable enough and the maker offers it, else the family if that is, else none. A label that the model
 * refuses is answered only if words name it.
 */
export function decideLevel(
  { families, finishes }: CombinedScores,
  clue: Clue,
  model: Model,
  offers: Offers,
): LevelAnswer {
  const [top] = families;
  if (!top) return { level: 'none', family: undefined, finish: undefined, confidence: 0 };
  const best = finishes.find(({ finish }) => mayName(finish, clue, offers));
  if (best && best.probability >= leastOfFinish(best.finish, clue, model)) {
    return { level: 'finish', family: best.family, finish: best.finish, confidence: best.probability };
  }
  const level = top.probability >= leastOfFamily(top.family, clue, model) ? 'family' : 'none';
  return { level, family: top.family, finish: best?.finish, confidence: top.probability };
}

/**
 * The two or three finishes of the answered family that are together as probable as one has to be: a set that grows by
 * probability until its mass suffices (Romano, Sesia and Candès 2020, https://arxiv.org/abs/2006.02544, with the threshold
 * of the contract in place of a conformal quantile). Undefined if one suffices, or three do not.
 */
export function setOfFinishes(
  { combined, clue, answer }: { combined: CombinedScores; clue: Clue; answer: LevelAnswer },
  model: Model,
  offers: Offers,
): string[] | undefined {
  if (answer.level !== 'family') return undefined;
  const choices = combined.finishes
    .filter(({ family, finish, probability }) => {
      return family === answer.family && probability >= leastChoice && mayName(finish, clue, offers);
    })
    .slice(0, maxEither);
  let [mass, least] = [0, 0];
  for (const [index, { finish, probability }] of choices.entries()) {
    mass += probability;
    least = Math.max(least, leastOfFinish(finish, clue, model));
    if (index > 0 && mass >= least) return choices.slice(0, index + 1).map((choice) => choice.finish);
  }
  return undefined;
}

/** Words and counted listings know better than the taxonomy what a maker has. */
function mayName(finish: string, clue: Clue, offers: Offers): boolean {
  return clue === 'words' || clue === 'catalogue' || offers(finish);
}

function leastOfFinish(finish: string, clue: Clue, { thresholds, listingThresholds }: Model): number {
  if (clue === 'words') return leastHeard;
  const own = thresholds.fine[finish] ?? Number.POSITIVE_INFINITY;
  if (own === Number.POSITIVE_INFINITY) return own;
  return listingThresholds?.[clue === 'catalogue' ? 'catalogue' : 'maker'] ?? own;
}

function leastOfFamily(family: string, clue: Clue, { thresholds }: Model): number {
  const own = thresholds.coarse[family] ?? Number.POSITIVE_INFINITY;
  return clue === 'words' ? Math.min(own, leastHeard) : own;
}
