import type { LabelThresholds } from '../../classifier/classifier.js';
import { type ByTier, type LabelTree, labelsOf } from '../../classifier/label-tree.js';
import { createRandom } from '../../random.js';
import type { Answer } from '../evaluation/metrics.js';
import { trialsWithoutError } from './binomial.js';
import { answersMissing, certifyThreshold } from './learn-then-test.js';

/** What the operator states: "answers at 95 % precision, with 95 % confidence". */
export interface PrecisionTarget {
  /** The least share of the given answers that is right, from 0 to 1. */
  precision: number;
  /** Probability, over the draw of the held-back photos, that this holds. */
  confidence: number;
  /**
   * `pooled`: it holds for all answers of a tier together; a label that was answered too seldom refuses.
   * `label`: it holds for the answers of each label by itself; a label with too few answers refuses.
   */
  scope: 'pooled' | 'label';
}

export interface TierAnswer {
  /** The most probable label. */
  label: string;
  confidence: number;
  /** Undefined if the photo's true label is not known. */
  right: boolean | undefined;
  /** Whether the photo comes from another source than most photos do. Absent: it does not. */
  elsewhere?: boolean;
}

/** The answer to a photo that the model was not trained on. */
export interface HeldBackAnswer {
  /** Photos of one group (one guitar) are right and wrong together. */
  group: string;
  coarse: TierAnswer;
  /** Undefined if the tree has no fine labels. */
  fine: TierAnswer | undefined;
}

interface Coverage {
  /** Held-back photos that get an answer of this tier, and their share of all. */
  answered: number;
  coverage: number;
  /** How many of the answered ones have a known truth, and how many of those are right. */
  tested: number;
  right: number;
  /** The certified least precision; null if it is certified elsewhere or not at all. */
  lowerBound: number | null;
  /**
   * About how many more held-back answers like these would let it answer; 0 if it answers already, null if no number
   * would.
   */
  missing: number | null;
}

export interface LabelContract extends Coverage {
  /** Null: the label refuses. */
  threshold: number | null;
  /** Held-back photos with this answer at any confidence. */
  heldBack: number;
}

export interface TierContract extends Coverage {
  /** The part of the answers that photos of other sources than the main one got. Absent if there was no other source. */
  elsewhere?: Pick<Coverage, 'answered' | 'tested' | 'right'>;
  labels: Record<string, LabelContract>;
}

export interface PrecisionContract extends ByTier<TierContract> {
  target: PrecisionTarget;
  /** Independent held-back photos: one of each group. */
  photos: number;
}

/** In the scope `pooled`, a label that was the answer to fewer independent held-back photos refuses. */
export const leastAnswers = 5;

/**
 * Thresholds that keep the operator's contract in each tier, certified on held-back photos by `certifyThreshold`.
 *
 * - One photo of each group counts, drawn without looking at its answer: photos of one guitar are not independent.
 *   The precision is therefore that of a random photo of a random guitar.
 * - A fine answer must be the right fine label. The coarse tier is certified on the photos that it answers: those whose
 *   fine label refused. If anything, errors chose these photos, and that can only lower the coarse precision in the
 *   test (the choice is a decreasing event, the test an increasing one: Harris's inequality).
 * - In the scope `pooled`, labels refuse by how often they were answered. That does not look at what was right.
 * - In the scope `label`, the confidence is that of each label by itself, not of all labels at once.
 * - Only photos of the main source certify. If photos from elsewhere were right less often than the target, the threshold
 *   is raised to where they were right as often, if any confidence shows that; `elsewhere` says what they reach.
 *
 * The guarantee holds for single photos like the held-back ones, answered by a model like the one that answered them:
 * one that has seen no photo of their source, where cross-fitting kept sources apart.
 */
export function certifyContract(
  answers: readonly HeldBackAnswer[],
  labels: LabelTree,
  target: PrecisionTarget,
  seed: number | string = 1,
): PrecisionContract {
  const photos = oneOfEachGroup(answers, seed);
  const names = labelsOf(labels);
  const fineAnswers = photos.flatMap((photo) => photo.fine ?? []);
  const fine = certifyTier(fineAnswers, fineAnswers, names.fine, photos.length, target);
  const refused = photos.filter(
    (photo) => !photo.fine || !isGiven(photo.fine, fine.labels[photo.fine.label]?.threshold),
  );
  const [climbing, all] = [refused, photos].map((some) => some.map((photo) => photo.coarse));
  const coarse = certifyTier(climbing!, all!, names.coarse, photos.length, target);
  return { target, photos: photos.length, fine, coarse };
}

/** The part of a contract that a model needs to keep it. */
export function thresholdsOf({ coarse, fine }: ByTier<TierContract>): ByTier<LabelThresholds> {
  const ofTier = ({ labels }: TierContract) =>
    Object.fromEntries(Object.entries(labels).map(([label, { threshold }]) => [label, threshold]));
  return { coarse: ofTier(coarse), fine: ofTier(fine) };
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

/** `candidates` are the answers that the tier may give; `all` counts how often each label is answered at all. */
function certifyTier(
  candidates: readonly TierAnswer[],
  all: readonly TierAnswer[],
  labels: readonly string[],
  photos: number,
  { precision, confidence, scope }: PrecisionTarget,
): TierContract {
  const risk = 1 - confidence;
  const counts = new Map(labels.map((label) => [label, 0]));
  for (const { label } of all) counts.set(label, (counts.get(label) ?? 0) + 1);

  /** Certifies labels that share a threshold. */
  const certify = (pool: ReadonlySet<string>) => {
    const own = candidates.filter(({ label }) => pool.has(label));
    const [main, elsewhere] = [false, true].map((from) =>
      known(own.filter((answer) => (answer.elsewhere ?? false) === from)),
    ) as [Answer[], Answer[]];
    const certified = certifyThreshold(main, precision, risk);
    if (!certified)
      return { threshold: null, lowerBound: null, missing: answersMissing(main, precision, risk) };
    const least = leastHolding(elsewhere, precision, trialsWithoutError(precision, risk));
    const threshold = Math.max(certified.threshold, least ?? 0);
    return { threshold, lowerBound: certified.lowerBound, missing: 0 };
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
  const thresholdOf = (label: string) => ofLabel.get(label)?.threshold ?? null;
  const counted = count(candidates, thresholdOf);
  const foreign = candidates.filter((answer) => answer.elsewhere);
  const { answered, tested, right } = count(foreign, thresholdOf);
  const missing = counted.answered > 0 ? 0 : answersMissing(known(candidates), precision, risk);
  return {
    ...counted,
    lowerBound: pooled?.lowerBound ?? null,
    missing: pooled ? pooled.missing : missing,
    ...(foreign.length > 0 && { elsewhere: { answered, tested, right } }),
    labels: Object.fromEntries(entries),
  };
}

/** The least confidence from which at least `count` answers were right as often as `precision`; undefined if there is none. */
export function leastHolding(
  answers: readonly Answer[],
  precision: number,
  count: number,
): number | undefined {
  const sorted = answers.toSorted((a, b) => b.confidence - a.confidence);
  let [right, least] = [0, undefined as number | undefined];
  for (const [index, answer] of sorted.entries()) {
    if (answer.right) right++;
    if (index + 1 >= count && right >= precision * (index + 1)) least = answer.confidence;
  }
  return least;
}

function isGiven({ confidence }: TierAnswer, threshold: number | null | undefined): boolean {
  return confidence >= (threshold ?? Number.POSITIVE_INFINITY);
}

function known(answers: readonly TierAnswer[]): Answer[] {
  return answers.flatMap(({ confidence, right }) => (right === undefined ? [] : [{ confidence, right }]));
}
