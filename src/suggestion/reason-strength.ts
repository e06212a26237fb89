import { greatestUnusualShare } from '../catalogue/mark-unusual.js';
import type { FinishAnswer } from './contradiction.js';
import type { LevelAnswer } from './decide-level.js';
import type { ListingWeights } from './listing-weights.js';
import type { SuggestionReason } from './reason.js';

/** Reasons that call a stated finish wrong. The others state facts. */
const suspicions: readonly SuggestionReason[] = [
  'contradicts_text',
  'contradicts_photo',
  'unusual_for_model',
];

export interface StrengthOf {
  /** What the photos alone say. */
  seen: LevelAnswer;
  /** What the text names. */
  named: FinishAnswer;
  /** Share of the stated finish among the other listings of the model line, where that is unusual. */
  unusual: number | null;
  weights: Pick<ListingWeights, 'familyRight' | 'finishRight'>;
}

/**
 * How sure each reason is that something is to be done, 0 to 1: the confidence of the photos that contradict, how often words
 * are right that do, and how far below usual a share is. Other reasons are facts, and have 1.
 */
export function reasonStrengths(
  reasons: Iterable<SuggestionReason>,
  { seen, named, unusual, weights }: StrengthOf,
): Partial<Record<SuggestionReason, number>> {
  const strengthOf = (reason: SuggestionReason): number => {
    if (reason === 'contradicts_photo') return seen.confidence;
    if (reason === 'contradicts_text')
      return weights.familyRight * (named.finish === null ? 1 : weights.finishRight);
    if (reason === 'unusual_for_model') return Math.max(0, 1 - (unusual ?? 0) / greatestUnusualShare);
    return 1;
  };
  return Object.fromEntries(
    [...reasons].map((reason) => [reason, Math.round(strengthOf(reason) * 1e4) / 1e4]),
  );
}

/** The strongest reason to call the stated finish wrong; 0 if there is none. */
export function suspicionOf(strengths: Partial<Record<SuggestionReason, number>>): number {
  return Math.max(0, ...suspicions.map((reason) => strengths[reason] ?? 0));
}
