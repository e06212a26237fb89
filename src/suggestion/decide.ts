import { indexOfHighest, type Level, levelOf } from '../classifier/answer.js';
import type { Classifier, LabelScores } from '../classifier/classifier.js';
import type { LabelTree } from '../classifier/label-tree.js';
import type { Work } from '../enrichment/claim.js';
import type { SuggestionReason } from '../enrichment/reason.js';
import { contradicts, type FinishAnswer } from './contradiction.js';
import type { Evidence } from './evidence.js';
import type { FusedScores } from './fuse.js';

export interface Decision {
  /** The best family and finish whatever the level, and the confidence at the level (`none`: of the family). */
  answer: {
    level: Level;
    family: string;
    finish: string | undefined;
    confidence: number;
  };
  /** Undefined: the listing was only to be checked, and nothing contradicts what the seller states. */
  suggestion: { reasons: SuggestionReason[]; evidence: Evidence } | undefined;
}

const maxAlternatives = 5;

/**
 * How far the photos' answer goes, and whether it is worth a suggestion: the finish where it is certain enough,
 * else the family, else none. The thresholds were certified on single photos; fused scores keep to the same ones.
 * What the text names is evidence beside it and changes nothing.
 */
export function decide(
  scores: FusedScores,
  classifier: Pick<Classifier, 'labels' | 'thresholds'>,
  work: Pick<Work, 'reasons' | 'listing'>,
  photos: Evidence['photos'],
): Decision {
  const { listing } = work;
  const answer = toAnswer(scores, classifier);
  // A finish that the model was never taught cannot be seen: beside such a one only the family counts.
  const knows = (finish: string | null) => classifier.labels.fine.some(({ label }) => label === finish);
  const seenBeside = (other: FinishAnswer): FinishAnswer => ({
    finish: answer.level === 'finish' && knows(other.finish) ? (answer.finish ?? null) : null,
    family: answer.family,
  });
  const stated = { finish: listing.finishSlug, family: listing.finishFamily };
  const named = { finish: listing.textFinish, family: listing.textFamily };

  const reasons = new Set<SuggestionReason>(work.reasons.filter((reason) => reason !== 'unchecked'));
  if (answer.level !== 'none' && contradicts(seenBeside(stated), stated)) reasons.add('contradicts_photo');
  if (reasons.size === 0) return { answer, suggestion: undefined };
  if (scores.disagree) reasons.add('photos_disagree');
  return {
    answer,
    suggestion: {
      reasons: [...reasons],
      evidence: {
        photos,
        text: {
          agreement:
            named.finish === null ? 'absent' : contradicts(seenBeside(named), named) ? 'differs' : 'agrees',
          ...named,
          phrase: listing.textPhrase,
        },
        stated: { text: listing.finish, ...stated },
        alternatives: toAlternatives(scores, classifier.labels),
      },
    },
  };
}

function toAnswer(
  scores: LabelScores,
  { labels, thresholds }: Pick<Classifier, 'labels' | 'thresholds'>,
): Decision['answer'] {
  const familyIndex = indexOfHighest(scores.coarse);
  const finishIndex = indexOfHighest(scores.fine);
  // Float32 sums may exceed 1 by a hair.
  const family = {
    label: labels.coarse[familyIndex]!,
    confidence: Math.min(scores.coarse[familyIndex]!, 1),
  };
  const finish = labels.fine[finishIndex];
  const finishConfidence = Math.min(scores.fine[finishIndex] ?? 0, 1);
  const level = levelOf(
    { coarse: family, fine: finish && { label: finish.label, confidence: finishConfidence } },
    thresholds,
  );
  if (finish && level === 'finish') {
    return { level, family: finish.parent, finish: finish.label, confidence: finishConfidence };
  }
  return { level, family: family.label, finish: finish?.label, confidence: family.confidence };
}

function toAlternatives(scores: LabelScores, { coarse, fine }: LabelTree): Evidence['alternatives'] {
  const all =
    fine.length > 0
      ? fine.map(({ label, parent }, i) => ({ finish: label, family: parent, confidence: scores.fine[i]! }))
      : coarse.map((family, i) => ({ finish: null, family, confidence: scores.coarse[i]! }));
  return all
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, maxAlternatives)
    .map((one) => ({ ...one, confidence: round(one.confidence) }));
}

/** Four digits are more than a confidence can mean. */
export function round(confidence: number): number {
  return Math.round(confidence * 1e4) / 1e4;
}
