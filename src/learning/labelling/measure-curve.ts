import { indexOfHighest } from '../../classifier/answer.js';
import type { HeadWeights } from '../../classifier/head.js';
import { scoresOf } from '../../classifier/scores.js';
import type { Progress } from '../../progress.js';
import { createRandom } from '../../random.js';
import { fitHeads } from '../fitting/fit-heads.js';
import type { FitJob } from '../fitting/fit-thread.js';
import { predictLogits } from '../fitting/predict.js';
import type { TrainingSet } from '../train.js';

/** How a head that was fitted on `photos` photos did on photos of other groups. */
export interface CurveMeasurement {
  photos: number;
  family: TierCount;
  finish: TierCount;
  /** Of each taught finish: its photos among those, and how many of its tested photos were right. */
  finishes: Record<string, TierCount & { trainingPhotos: number }>;
}

interface TierCount {
  right: number;
  tested: number;
}

/** The share of the groups that no head learns from and every head is tested on. */
const testedShare = 0.2;
const smallest = 150;

/**
 * Accuracy against training-set size: for each size, doubled from 150 up to all photos that are not tested on, fits
 * heads on `repeats` random parts of the photos and tests them on a fifth of the groups that none of them sees. These
 * are single heads: a model averages several and does a little better. A group is never split.
 */
export async function measureCurve(
  { photos, labels, examples, engine }: TrainingSet,
  {
    seed,
    repeats = 2,
    threads,
    progress,
  }: { seed: number; repeats?: number; threads: number; progress: Progress },
): Promise<CurveMeasurement[]> {
  const random = createRandom(`curve/${seed}`);
  const groups = random.shuffle([...new Set(photos.map(({ group }) => group))]);
  const held = new Set(groups.slice(0, Math.ceil(groups.length * testedShare)));
  const rowsOf = (chosen: (group: string) => boolean) =>
    photos.flatMap(({ group }, row) => (chosen(group) ? [row] : []));
  const tested = rowsOf((group) => held.has(group)).filter((row) => photos[row]?.confidence === 'high');
  const available = rowsOf((group) => !held.has(group)).length;

  const jobs: FitJob[] = sizesUpTo(available).flatMap((size) =>
    Array.from({ length: size === available ? 1 : repeats }, (_, repeat) => {
      const order = random.shuffle(groups.slice(held.size));
      const rank = new Map(order.map((group, index) => [group, index]));
      const rows = rowsOf((group) => rank.has(group)).sort(
        (a, b) => rank.get(photos[a]!.group!)! - rank.get(photos[b]!.group!)!,
      );
      const options = { seed: `${seed}/${size}/${repeat}`, engine };
      return { examples, rows: rows.slice(0, size), labels, options };
    }),
  );
  const heads = await fitHeads(jobs, {
    threads,
    progress,
    what: `measuring the learning curve (${jobs.length} heads)`,
  });
  const measurements: CurveMeasurement[] = [];
  for (const [index, { rows }] of jobs.entries()) {
    const logits = await predictLogits(
      heads[index] as HeadWeights,
      labels,
      examples.embeddings,
      tested,
      engine,
    );
    measurements.push(measure(rows, logits));
  }
  return measurements;

  function measure(rows: readonly number[], logits: readonly Float32Array[]): CurveMeasurement {
    const family = { right: 0, tested: 0 };
    const finish = { right: 0, tested: 0 };
    const finishes: CurveMeasurement['finishes'] = {};
    for (const { label } of labels.fine) finishes[label] = { right: 0, tested: 0, trainingPhotos: 0 };
    for (const row of rows) {
      const taught = finishes[photos[row]?.finish ?? ''];
      if (taught) taught.trainingPhotos++;
    }
    tested.forEach((row, index) => {
      const scores = scoresOf(logits[index] as Float32Array, labels, { coarse: 1, fine: 1 });
      const truth = photos[row];
      const right = labels.coarse[indexOfHighest(scores.coarse)] === truth?.family;
      count(family, right);
      if (truth?.finish === undefined) return;
      const named = labels.fine[indexOfHighest(scores.fine)]?.label === truth.finish;
      count(finish, named);
      const own = finishes[truth.finish];
      if (own) count(own, named);
    });
    return { photos: rows.length, family, finish, finishes };
  }
}

function count(into: TierCount, right: boolean): void {
  into.tested++;
  if (right) into.right++;
}

function sizesUpTo(most: number): number[] {
  const sizes: number[] = [];
  for (let size = smallest; size < most * 0.75; size *= 2) sizes.push(size);
  return [...sizes, most];
}
