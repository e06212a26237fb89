import type { LevelThresholds } from '../../classifier/classifier.js';
import { createRandom } from '../../random.js';
import type { Answer } from '../evaluation/metrics.js';
import { answersMissing, certifyThreshold } from './learn-then-test.js';

/** What the operator states: "answers at 95 % precision, with 95 % confidence". */
export interface PrecisionTarget {
  /** Least share of the answers given that is right, from 0 to 1. */
  precision: number;
  /** Probability, over the draw of the held-back photos, that this holds. */
  confidence: number;
  /**
   * `pooled`: it holds for the answers of a level taken together; a label that was answered too seldom refuses.
   * `label`: it holds for the answers of each label by itself; a label without enough of its own refuses.
   */
  scope: 'pooled' | 'label';
}

export interface TierAnswer {
  /** The most probable label. */
  label: string;
  confidence: number;
  /** Undefined where the photo's true label is not known. */
  right: boolean | undefined;
}

/** What a model said of a photo that it was not trained on. */
export interface HeldBackAnswer {
  /** Photos of one group (one guitar) are right and wrong together. */
  group: string;
  family: TierAnswer;
  /** Undefined for a model without finishes. */
  finish: TierAnswer | undefined;
}

interface Coverage {
  /** Held-back photos that get an answer at this level, and their share of all. */
  answered: number;
  coverage: number;
  /** Of the answered ones those whose truth is known, and those of them that are right. */
  tested: number;
  right: number;
  /** The certified least precision; null where it is certified otherwise or not at all. */
  lowerBound: number | null;
  /**
   * About how many more held-back answers would let it answer, if they were like these; 0 where it does answer,
   * null where no number would.
   */
  missing: number | null;
}

export interface LabelContract extends Coverage {
  /** Null: the label refuses. */
  threshold: number | null;
  /** Held-back photos with this answer, whatever its confidence. */
  heldBack: number;
}

export interface LevelContract extends Coverage {
  labels: Record<string, LabelContract>;
}

export interface PrecisionContract {
  target: PrecisionTarget;
  /** Independent held-back photos: one of each group. */
  photos: number;
  finish: LevelContract;
  family: LevelContract;
}

/** A label that was the answer for fewer independent held-back photos refuses in the scope `pooled`. */
export const leastAnswers = 5;

/**
 * Thresholds that keep the operator's contract at each level, certified on held-back photos by `certifyThreshold`.
 *
 * - One photo of each group counts, drawn without a look at its answer: photos of one guitar are not independent.
 *   The precision is therefore that of a guitar at random, by a photo of it at random.
 * - A finish answer must be right as a finish. The family level is certified on the photos that it answers: those
 *   whose finish refused. They were chosen by errors among them, if by anything, which can only lower the family's
 *   precision in the test (the choice is a decreasing event, the test an increasing one: Harris's inequality).
 * - In the scope `pooled` labels refuse by how often they were answered, which does not look at what was right.
 * - In the scope `label` the confidence is that of each label by itself, not of all labels at once.
 *
 * The guarantee is for single photos like those held back, answered by a model like the one that answered them.
 */
export function certifyContract(
  answers: readonly HeldBackAnswer[],
  labels: { families: readonly string[]; finishes: readonly string[] },
  target: PrecisionTarget,
  seed: number | string = 1,
): PrecisionContract {
  const photos = oneOfEachGroup(answers, seed);
  const finishAnswers = photos.flatMap(({ finish }) => finish ?? []);
  const finish = certifyLevel(finishAnswers, finishAnswers, labels.finishes, photos.length, target);
  const refused = photos.filter(
    (photo) => !photo.finish || !isGiven(photo.finish, finish.labels[photo.finish.label]?.threshold),
  );
  const [climbing, all] = [refused, photos].map((some) => some.map((photo) => photo.family));
  const family = certifyLevel(climbing!, all!, labels.families, photos.length, target);
  return { target, photos: photos.length, finish, family };
}

/** The part of a contract that a model needs to keep it. */
export function thresholdsOf({
  family,
  finish,
}: Pick<PrecisionContract, 'family' | 'finish'>): LevelThresholds {
  const ofLevel = ({ labels }: LevelContract) =>
    Object.fromEntries(Object.entries(labels).map(([label, { threshold }]) => [label, threshold]));
  return { family: ofLevel(family), finish: ofLevel(finish) };
}

function oneOfEachGroup(answers: readonly HeldBackAnswer[], seed: number | string): HeldBackAnswer[] {
  const groups = new Map<string, HeldBackAnswer[]>();
  for (const answer of answers) {
    const group = groups.get(answer.group);
    if (group) group.push(answer);
    else groups.set(answer.group, [answer]);
  }
  const random = createRandom(`contract/${seed}`);
  return [...groups.values()].map((group) => random.pick(group));
}

/** `candidates` are those that the level may answer; how often a label is answered at all is counted in `all`. */
function certifyLevel(
  candidates: readonly TierAnswer[],
  all: readonly TierAnswer[],
  labels: readonly string[],
  photos: number,
  { precision, confidence, scope }: PrecisionTarget,
): LevelContract {
  const risk = 1 - confidence;
  const counts = new Map(labels.map((label) => [label, 0]));
  for (const { label } of all) counts.set(label, (counts.get(label) ?? 0) + 1);

  /** Certifies labels that share a threshold. */
  const certify = (pool: ReadonlySet<string>) => {
    const own = candidates.filter(({ label }) => pool.has(label));
    const certified = certifyThreshold(known(own), precision, risk);
    return {
      threshold: certified?.threshold ?? null,
      lowerBound: certified?.lowerBound ?? null,
      missing: certified ? 0 : answersMissing(known(own), precision, risk),
    };
  };
  const count = (own: readonly TierAnswer[], thresholdOf: (label: string) => number | null) => {
    const given = own.filter((answer) => isGiven(answer, thresholdOf(answer.label)));
    const tested = known(given);
    return {
      answered: given.length,
      coverage: photos === 0 ? 0 : given.length / photos,
      tested: tested.length,
      right: tested.filter(({ right }) => right).length,
    };
  };

  const frequent = new Set(labels.filter((label) => counts.get(label)! >= leastAnswers));
  const pooled = scope === 'pooled' ? certify(frequent) : undefined;
  const entries = labels.map((label): [string, LabelContract] => {
    const heldBack = counts.get(label)!;
    const tooFew = { threshold: null, lowerBound: null, missing: leastAnswers - heldBack };
    const own = pooled
      ? frequent.has(label)
        ? { ...pooled, lowerBound: null }
        : tooFew
      : certify(new Set([label]));
    const answers = candidates.filter((answer) => answer.label === label);
    return [label, { ...count(answers, () => own.threshold), ...own, heldBack }];
  });
  const ofLabel = new Map(entries);
  const counted = count(candidates, (label) => ofLabel.get(label)?.threshold ?? null);
  const missing = counted.answered > 0 ? 0 : answersMissing(known(candidates), precision, risk);
  return {
    ...counted,
    lowerBound: pooled?.lowerBound ?? null,
    missing: pooled ? pooled.missing : missing,
    labels: Object.fromEntries(entries),
  };
}

function isGiven({ confidence }: TierAnswer, threshold: number | null | undefined): boolean {
  return confidence >= (threshold ?? Number.POSITIVE_INFINITY);
}

function known(answers: readonly TierAnswer[]): Answer[] {
  return answers.flatMap(({ confidence, right }) => (right === undefined ? [] : [{ confidence, right }]));
}
