import { indexOfHighest, type Level, levelOf } from '../classifier/answer.js';
import type { Classifier } from '../classifier/classifier.js';
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
  classifier: Pick<Classifier, 'families' | 'finishes' | 'thresholds'>,
  work: Pick<Work, 'reasons' | 'listing'>,
  photos: Evidence['photos'],
): Decision {
  const { listing } = work;
  const answer = toAnswer(scores, classifier);
  // A finish that the model was never taught cannot be seen: beside such a one only the family counts.
  const knows = (finish: string | null) => classifier.finishes.some(({ slug }) => slug === finish);
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
        alternatives: toAlternatives(scores, classifier),
      },
    },
  };
}

function toAnswer(
  scores: Pick<FusedScores, 'families' | 'finishes'>,
  { families, finishes, thresholds }: Pick<Classifier, 'families' | 'finishes' | 'thresholds'>,
): Decision['answer'] {
  const familyIndex = indexOfHighest(scores.families);
  const finishIndex = indexOfHighest(scores.finishes);
  // Float32 sums may exceed 1 by a hair.
  const family = { name: families[familyIndex]!, confidence: Math.min(scores.families[familyIndex]!, 1) };
  const finish = finishes[finishIndex];
  const finishConfidence = Math.min(scores.finishes[finishIndex] ?? 0, 1);
  const level = levelOf(
    finish && { label: finish.slug, confidence: finishConfidence },
    { label: family.name, confidence: family.confidence },
    thresholds,
  );
  if (finish && level === 'finish') {
    return { level, family: finish.family, finish: finish.slug, confidence: finishConfidence };
  }
  return { level, family: family.name, finish: finish?.slug, confidence: family.confidence };
}

function toAlternatives(
  scores: Pick<FusedScores, 'families' | 'finishes'>,
  { families, finishes }: Pick<Classifier, 'families' | 'finishes'>,
): Evidence['alternatives'] {
  const all =
    finishes.length > 0
      ? finishes.map(({ slug, family }, i) => ({ finish: slug, family, confidence: scores.finishes[i]! }))
      : families.map((family, i) => ({ finish: null, family, confidence: scores.families[i]! }));
  return all
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, maxAlternatives)
    .map((one) => ({ ...one, confidence: round(one.confidence) }));
}

/** Four digits are more than a confidence can mean. */
export function round(confidence: number): number {
  return Math.round(confidence * 1e4) / 1e4;
}
