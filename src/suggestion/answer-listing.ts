import { levelOf } from '../classifier/answer.js';
import type { Classifier } from '../classifier/classifier.js';
import type { LabelTree } from '../classifier/label-tree.js';
import type { Level } from '../classifier/level.js';
import type { FindingReason } from '../listing/finding.js';
import { bestLabels } from './best-labels.js';
import { contradicts, type FinishAnswer } from './contradiction.js';
import { type Evidence, roundConfidence } from './evidence.js';
import type { FusedListing } from './fuse-listing.js';
import type { SuggestionReason } from './reason.js';

/** The words of a listing that the answer of its photos is compared with. */
export interface ListingWords {
  /** What the seller states, and how the taxonomy reads it. */
  stated: Evidence['stated'];
  /** The finish that title, model or description name. */
  named: Omit<Evidence['text'], 'agreement'>;
}

export interface ListingAnswer {
  /**
   * The best family and finish whatever the level, and the confidence at the level (at `none`: of the family; 0 if no
   * photo has a vote).
   */
  answer: {
    level: Level;
    /** Undefined if no photo has a vote. */
    family: string | undefined;
    finish: string | undefined;
    confidence: number;
  };
  /** Undefined: no finding asked for one, and the photos do not contradict what the seller states. */
  suggestion: { reasons: SuggestionReason[]; evidence: Evidence } | undefined;
}

/**
 * Whether the maker of the listing has a finish of that name. Photos tell the look; who made the guitar tells the name: a
 * plain white is Olympic White only if it is a Fender's.
 */
export type Offers = (finish: string) => boolean;

type Model = Pick<Classifier, 'labels' | 'thresholds'>;
type Scores = NonNullable<FusedListing['scores']>;

const maxAlternatives = 5;
const noAnswer = { level: 'none', family: undefined, finish: undefined, confidence: 0 } as const;

/**
 * What the fused photos of a listing say, and whether that is worth a suggestion. The answer is the finish if it is
 * certain enough, else the family, else none. The thresholds were certified on single photos; fused scores use the
 * same ones. A finish that the maker does not offer
 * is not named. What the text names is recorded as evidence and changes nothing. Photos without a vote give no answer, and
 * the suggestion says why.
 */
export function answerListing(
  { scores, reasons: silence }: Pick<FusedListing, 'scores' | 'reasons'>,
  model: Model,
  { findings, stated, named }: ListingWords & { findings: readonly FindingReason[] },
  photos: Evidence['photos'],
  offers: Offers = () => true,
): ListingAnswer {
  const answer = scores ? toAnswer(scores, model, offers) : noAnswer;
  // The model cannot see a finish that it was never taught. Compared with such a finish, only the family counts.
  const knows = (finish: string | null) => model.labels.fine.some(({ label }) => label === finish);
  const seenBeside = (other: FinishAnswer): FinishAnswer => ({
    finish: answer.level === 'finish' && knows(other.finish) ? (answer.finish ?? null) : null,
    family: answer.family ?? null,
  });

  const reasons = new Set<SuggestionReason>(findings);
  if (answer.level !== 'none' && contradicts(seenBeside(stated), stated)) reasons.add('contradicts_photo');
  if (reasons.size === 0) return { answer, suggestion: undefined };
  if (scores?.disagree) reasons.add('photos_disagree');
  for (const reason of silence) reasons.add(reason);
  return {
    answer,
    suggestion: {
      reasons: [...reasons],
      evidence: {
        photos,
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
        alternatives: scores ? toAlternatives(scores, model.labels) : [],
      },
    },
  };
}

function toAnswer(scores: Scores, model: Model, offers: Offers): ListingAnswer['answer'] {
  const fine = scores.fine.map((share, i) => (offers(model.labels.fine[i]!.label) ? share : 0));
  const { family, finish } = bestLabels({ ...scores, fine }, model.labels);
  const level = levelOf({ coarse: family, fine: finish }, model.thresholds);
  return finish && level === 'finish'
    ? { level, family: finish.family, finish: finish.label, confidence: finish.confidence }
    : { level, family: family.label, finish: finish?.label, confidence: family.confidence };
}

function toAlternatives(scores: Scores, { coarse, fine }: LabelTree): Evidence['alternatives'] {
  const all =
    fine.length > 0
      ? fine.map(({ label, parent }, i) => ({ finish: label, family: parent, confidence: scores.fine[i]! }))
      : coarse.map((family, i) => ({ finish: null, family, confidence: scores.coarse[i]! }));
  return all
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, maxAlternatives)
    .map((one) => ({ ...one, confidence: roundConfidence(one.confidence) }));
}
