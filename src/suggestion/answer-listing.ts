import type { FinishShares } from '../catalogue/finish-shares.js';
import type { Classifier } from '../classifier/classifier.js';
import type { FindingReason } from '../listing/finding.js';
import { bestLabels } from './best-labels.js';
import {
  type CombinedScores,
  combineEvidence,
  type FinishesByFamily,
  type FinishProbability,
} from './combine-evidence.js';
import { contradicts, type FinishAnswer } from './contradiction.js';
import {
  decideLevel,
  type LevelAnswer,
  type Model,
  type Offers,
  setOfFinishes,
  strongestClue,
} from './decide-level.js';
import { type Evidence, roundConfidence } from './evidence.js';
import type { FusedListing } from './fuse-listing.js';
import { defaultWeights, type ListingWeights } from './listing-weights.js';
import type { SuggestionReason } from './reason.js';
import { reasonStrengths, suspicionOf } from './reason-strength.js';

/** The words of a listing. */
export interface ListingWords {
  /** What the seller states, and how the taxonomy reads it. */
  stated: Evidence['stated'];
  /** The finish that title, model or description name. */
  named: Omit<Evidence['text'], 'agreement'>;
  /** Share of the stated finish among the other listings of its model line, where that is unusual. */
  unusual?: number | null | undefined;
}

/** What is known of finishes beside this listing. */
export interface ListingContext {
  /** The finishes that an answer may name beside those of the model. Default: none. */
  known?: FinishesByFamily | undefined;
  /** How common finishes are among guitars like this one. Default: nothing is known. */
  shares?: FinishShares | undefined;
  /** Default: every maker offers every finish. */
  offers?: Offers;
  weights?: ListingWeights;
}

export interface ListingAnswer {
  /**
   * The best family and finish whatever the level, and the confidence at the level (at `none`: of the family; 0 if no clue
   * says anything).
   */
  answer: LevelAnswer;
  /** That of the photos alone, which the ledger keeps: what is stated is held against it. */
  seen: LevelAnswer;
  /** Undefined: no finding asked for one, and the photos do not contradict what the seller states. */
  suggestion:
    | {
        reasons: SuggestionReason[];
        /** How sure the strongest reason is that the stated finish is wrong; 0 if none says so. */
        suspicion: number;
        either: string[] | null;
        evidence: Evidence;
      }
    | undefined;
}

const maxAlternatives = 5;
const nothing = { answer: { level: 'none', family: undefined, finish: undefined, confidence: 0 } } as const;

/**
 * The answer of photos, words, maker and catalogue together, and whether it is worth a suggestion. It is the finish if that
 * is certain enough, else the family, else none. A stated finish is held against the photos alone, so that the seller's
 * words do not confirm themselves.
 */
export function answerListing(
  { scores, reasons: silence }: Pick<FusedListing, 'scores' | 'reasons'>,
  model: Model,
  { findings, stated, named, unusual = null }: ListingWords & { findings: readonly FindingReason[] },
  photos: Evidence['photos'],
  { known = new Map(), shares, offers = () => true, weights = defaultWeights }: ListingContext = {},
): ListingAnswer {
  const words = heardWords(named, stated, scores !== undefined);
  const answered = (clues: { words: FinishAnswer; shares: FinishShares | undefined }) => {
    const combined = combineEvidence({ photos: scores, ...clues }, model.labels, known, weights);
    const clue = strongestClue(clues.words, clues.shares);
    return { combined, clue, answer: decideLevel(combined, clue, model, offers) };
  };
  const alone = scores ? answered({ words: silent, shares: undefined }) : nothing;
  const heard = scores || words.family !== null;
  const whole = heard ? answered({ words, shares }) : undefined;
  const { answer } = whole ?? nothing;

  // The model cannot see a finish that it was never taught. Compared with such a finish, only the family counts.
  const knows = (finish: string | null) => model.labels.fine.some(({ label }) => label === finish);
  const seenBeside = (other: FinishAnswer): FinishAnswer => ({
    finish: alone.answer.level === 'finish' && knows(other.finish) ? (alone.answer.finish ?? null) : null,
    family: alone.answer.family ?? null,
  });

  const reasons = new Set<SuggestionReason>(findings);
  if (alone.answer.level !== 'none' && contradicts(seenBeside(stated), stated))
    reasons.add('contradicts_photo');
  const seen = alone.answer;
  if (reasons.size === 0) return { answer, seen, suggestion: undefined };
  if (scores?.disagree) reasons.add('photos_disagree');
  for (const reason of silence) reasons.add(reason);
  const strength = reasonStrengths(reasons, { seen, named, unusual, weights });
  return {
    answer,
    seen,
    suggestion: {
      reasons: [...reasons],
      suspicion: suspicionOf(strength),
      either: whole ? (setOfFinishes(whole, model, offers) ?? null) : null,
      evidence: {
        photos,
        strength,
        seen: scores ? topLabels(scores, model) : [],
        text: {
          agreement:
            named.family === null || !scores
              ? 'absent'
              : contradicts(seenBeside(named), named)
                ? 'differs'
                : 'agrees',
          ...named,
        },
        stated,
        guitars:
          shares?.of === undefined ? null : describeShares(shares, whole?.combined.finishes[0]?.finish),
        alternatives: whole ? toAlternatives(whole.combined, model.labels.fine.length > 0) : [],
      },
    },
  };
}

const silent: FinishAnswer = { finish: null, family: null };

/**
 * What title, model and description name; else, beside photos, the colour that the finish field has beside an unclear
 * finish: alone it says nothing new.
 */
export function heardWords(named: FinishAnswer, stated: FinishAnswer, hasPhotos: boolean): FinishAnswer {
  if (named.family !== null || stated.finish !== null || !hasPhotos) return named;
  return { finish: null, family: stated.family };
}

function topLabels(scores: NonNullable<FusedListing['scores']>, { labels }: Pick<Classifier, 'labels'>) {
  const alone = labels.fine.map(({ label, parent }, i) => ({
    finish: label,
    family: parent,
    probability: scores.fine[i]!,
  }));
  if (alone.length > 0) return rounded(alone.sort((a, b) => b.probability - a.probability));
  const { family } = bestLabels(scores, labels);
  return [{ finish: null, family: family.label, confidence: roundConfidence(family.confidence) }];
}

function toAlternatives(
  { families, finishes }: CombinedScores,
  hasFinishes: boolean,
): Evidence['alternatives'] {
  const all =
    hasFinishes || finishes.length > 0 ? finishes : families.map((one) => ({ ...one, finish: null }));
  return rounded(all);
}

function rounded(all: readonly (Omit<FinishProbability, 'finish'> & { finish: string | null })[]) {
  return all
    .slice(0, maxAlternatives)
    .map(({ finish, family, probability }) => ({ finish, family, confidence: roundConfidence(probability) }));
}

function describeShares(shares: FinishShares, finish: string | undefined): Evidence['guitars'] {
  return {
    of: shares.of!,
    listings: shares.listings,
    count: finish === undefined ? 0 : shares.count(finish),
    share: finish === undefined ? 0 : roundConfidence(shares.share(finish)),
  };
}
