import type { LabelThresholds } from '../../classifier/classifier.js';
import { type ByTier, type LabelTree, labelsOf } from '../../classifier/label-tree.js';
import { createRandom } from '../../random.js';
import type { Answer } from '../evaluation/metrics.js';
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
  /** The part of the answers that other sources than the main one got. Absent if there was no other source. */
  elsewhere?: Pick<Coverage, 'answered' | 'tested' | 'right'> & { certified: boolean };
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
 * - Photos of the main source and photos from elsewhere are tested apart, and the higher threshold counts: the contract
 *   then holds for both kinds, whatever their shares are in use. If nothing can be certified elsewhere, it holds for the
 *   main source alone: `elsewhere` says so, and how many answers were right there.
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
    const [main, elsewhere] = [false, true].map((from) => {
      const part = known(own.filter((answer) => (answer.elsewhere ?? false) === from));
      const certified = certifyThreshold(part, precision, risk);
      return {
        threshold: certified?.threshold ?? null,
        lowerBound: certified?.lowerBound ?? null,
        missing: certified ? 0 : answersMissing(part, precision, risk),
      };
    }) as [Certified, Certified];
    const isStricter = main.threshold !== null && (elsewhere.threshold ?? -1) > main.threshold;
    return { ...(isStricter ? elsewhere : main), certifiedElsewhere: elsewhere.threshold !== null };
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
    const { certifiedElsewhere: _, ...own } = pooled
      ? frequent.has(label)
        ? { ...pooled, lowerBound: null }
        : { ...tooFew, certifiedElsewhere: false }
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
    ...(foreign.length > 0 && {
      elsewhere: { answered, tested, right, certified: pooled?.certifiedElsewhere ?? false },
    }),
    labels: Object.fromEntries(entries),
  };
}

type Certified = Pick<LabelContract, 'threshold' | 'lowerBound' | 'missing'>;

function isGiven({ confidence }: TierAnswer, threshold: number | null | undefined): boolean {
  return confidence >= (threshold ?? Number.POSITIVE_INFINITY);
}

function known(answers: readonly TierAnswer[]): Answer[] {
  return answers.flatMap(({ confidence, right }) => (right === undefined ? [] : [{ confidence, right }]));
}
