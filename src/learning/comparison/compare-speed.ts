import { indexOfHighest } from '../../classifier/answer.js';
import type { Classifier, PhotoScores } from '../../classifier/classifier.js';
import { type Tier, tiers } from '../../classifier/label-tree.js';
import type { EngineName } from '../../config/worker.js';
import type { LabelledPhoto } from '../dataset/dataset.js';
import { percentile } from '../evaluation/metrics.js';
import { prepareLabelledPhoto, type ScoringDependencies } from '../evaluation/score-photos.js';
import type { Candidate, OpenOptions } from './compare-candidate.js';

/** A prediction by a model that is loaded for it: from opening its files to the answer for one photo. */
export interface ColdPrediction {
  ms: number;
  /** Fastest and slowest of the repeats. */
  low: number;
  high: number;
  repeats: number;
}

/** The same model on another engine. */
export interface EngineComparison {
  engine: EngineName;
  photos: number;
  latencyMs: { p50: number; p95: number };
  /** Shares of the photos with the same answer as on the engine of the evaluation. */
  sameFamily: number;
  sameFinish: number;
  /** Between any two probabilities of a photo and label. */
  largestDifference: number;
}

/** What the hierarchy costs: a soft model against the flat one of the same backbone, photo by photo in turn. */
export interface HierarchyCost {
  backbone: string;
  photos: number;
  /** Time of one photo, decoded before: the best of several rounds, the median over the photos. */
  flatMs: number;
  softMs: number;
  /** Median over the photos of the soft model's best time by the flat one's. */
  ratio: number;
}

const coldRepeats = 3;
const [enginePhotos, costPhotos, costRounds] = [24, 40, 3];

export async function measureCold(
  candidate: Candidate,
  photo: LabelledPhoto,
  engine: EngineName,
  { limits, progress }: ScoringDependencies,
): Promise<ColdPrediction> {
  progress.start(`loading ${candidate.name} for each prediction`, coldRepeats);
  const times: number[] = [];
  for (let repeat = 0; repeat < coldRepeats; repeat++) {
    const startedAt = performance.now();
    await withClassifier(candidate, { engine, threads: 1 }, async (classifier) => {
      await classifier.classify([await prepareLabelledPhoto(photo, classifier, limits)]);
      times.push(performance.now() - startedAt);
    });
    progress.advance();
  }
  progress.finish();
  return {
    ms: percentile(times, 0.5),
    low: Math.min(...times),
    high: Math.max(...times),
    repeats: times.length,
  };
}

/** Times a few photos on another engine, and compares what is said of them. */
export async function compareEngine(
  candidate: Candidate,
  photos: readonly LabelledPhoto[],
  { engine, reference }: { engine: EngineName; reference: EngineName },
  dependencies: ScoringDependencies,
): Promise<EngineComparison> {
  const chosen = spread(photos, enginePhotos);
  const score = (on: EngineName) =>
    withClassifier(candidate, { engine: on, threads: 1 }, async (classifier) => {
      const { limits, progress } = dependencies;
      progress.start(`${candidate.name} on ${on}`, chosen.length);
      const scores: PhotoScores[] = [];
      const times: number[] = [];
      for (const photo of chosen) {
        const startedAt = performance.now();
        const prepared = await prepareLabelledPhoto(photo, classifier, limits);
        scores.push(...(await classifier.classify([prepared])));
        times.push(performance.now() - startedAt);
        progress.advance();
      }
      progress.finish();
      return { scores, times: times.length > 1 ? times.slice(1) : times };
    });
  const [expected, other] = [await score(reference), await score(engine)];
  return {
    engine,
    photos: chosen.length,
    latencyMs: { p50: percentile(other.times, 0.5), p95: percentile(other.times, 0.95) },
    ...agreement(expected.scores, other.scores),
  };
}

/** How far two engines say the same of the same photos. */
export function agreement(
  a: readonly PhotoScores[],
  b: readonly PhotoScores[],
): Pick<EngineComparison, 'sameFamily' | 'sameFinish' | 'largestDifference'> {
  const same = (tier: Tier) =>
    a.filter((one, row) => indexOfHighest(one[tier]) === indexOfHighest(b[row]?.[tier] ?? [])).length /
    Math.max(1, a.length);
  let largestDifference = 0;
  for (const [row, one] of a.entries()) {
    for (const tier of tiers) {
      one[tier].forEach((score, label) => {
        const other = b[row]?.[tier][label] ?? 0;
        largestDifference = Math.max(largestDifference, Math.abs(score - other));
      });
    }
  }
  return { sameFamily: same('coarse'), sameFinish: same('fine'), largestDifference };
}

/**
 * Both models are open at once and take each photo in turn, several times: whatever else the machine does meets both,
 * and the best of the rounds has the least of it.
 */
export async function measureHierarchyCost(
  flat: Candidate,
  soft: Candidate,
  photos: readonly LabelledPhoto[],
  engine: EngineName,
  { limits, progress }: ScoringDependencies,
): Promise<HierarchyCost> {
  const chosen = spread(photos, costPhotos);
  const options = { engine, threads: 1 };
  return withClassifier(flat, options, (flatOne) =>
    withClassifier(soft, options, async (softOne) => {
      progress.start(`${soft.name} against ${flat.name}`, chosen.length);
      const times: { flat: number; soft: number }[] = [];
      for (const photo of chosen) {
        const prepared = await prepareLabelledPhoto(photo, flatOne, limits);
        const time = async (classifier: Classifier) => {
          const startedAt = performance.now();
          await classifier.classify([prepared]);
          return performance.now() - startedAt;
        };
        const best = { flat: Number.POSITIVE_INFINITY, soft: Number.POSITIVE_INFINITY };
        for (let round = 0; round < costRounds; round++) {
          best.flat = Math.min(best.flat, await time(flatOne));
          best.soft = Math.min(best.soft, await time(softOne));
        }
        times.push(best);
        progress.advance();
      }
      progress.finish();
      const median = (of: (one: { flat: number; soft: number }) => number) => percentile(times.map(of), 0.5);
      return {
        backbone: soft.backbone,
        photos: times.length,
        flatMs: median((one) => one.flat),
        softMs: median((one) => one.soft),
        ratio: median((one) => one.soft / one.flat),
      };
    }),
  );
}

/** Opens a candidate, and closes it whatever happens. */
export async function withClassifier<T>(
  candidate: Candidate,
  options: OpenOptions,
  use: (classifier: Classifier) => Promise<T>,
): Promise<T> {
  const classifier = await candidate.open(options);
  try {
    return await use(classifier);
  } finally {
    await classifier.close();
  }
}

/** At most so many, evenly from the whole list. */
function spread<T>(items: readonly T[], most: number): T[] {
  const step = Math.max(1, items.length / most);
  return Array.from({ length: Math.min(most, items.length) }, (_, i) => items[Math.floor(i * step)] as T);
}
