import type { Pool } from '../database/pool.js';
import { findTrained, type Iteration } from './iteration.js';

export interface Performance {
  precision: number;
  precisionStdDeviation: number;
  recall: number;
  recallStdDeviation: number;
  averagePrecision: number;
}

export interface IterationPerformance extends Performance {
  perTagPerformance: (Performance & { id: string; name: string })[];
}

/** What a head that had not seen a photo said of one tag; `positive`: said to have it. */
interface Verdict {
  fold: number;
  probability: number;
  has: boolean;
  positive: boolean;
}

/**
 * Precision and recall on photos that the answering head had not seen (cross-validation), each with its standard
 * deviation over the folds, and average precision. A tag counts as said from `threshold` on; of a Multiclass
 * project the likeliest only. Overall: all tags' answers together, and the mean of the average precisions.
 */
export async function iterationPerformance(
  pool: Pool,
  projectId: string,
  id: string,
  threshold: number,
): Promise<IterationPerformance> {
  const iteration = await findTrained(pool, projectId, id);
  const verdicts = await readVerdicts(pool, iteration, threshold);
  const perTagPerformance = iteration.tags.map((tag, number) => ({
    id: tag.id,
    name: tag.name,
    ...measure(verdicts[number]!),
  }));
  return {
    perTagPerformance,
    ...measure(verdicts.flat()),
    averagePrecision: mean(perTagPerformance.map(({ averagePrecision }) => averagePrecision)),
  };
}

/** By tag, in the order of the iteration's tags. */
async function readVerdicts(pool: Pool, iteration: Iteration, threshold: number): Promise<Verdict[][]> {
  const { rows } = await pool.query<{ tagIds: string[]; probabilities: number[]; fold: number }>(
    `SELECT tag_ids AS "tagIds", probabilities, fold FROM custom_vision.iteration_image
     WHERE iteration_id = $1 AND probabilities IS NOT NULL`,
    [iteration.id],
  );
  const multiclass = iteration.classificationType === 'Multiclass';
  return iteration.tags.map((tag, number) =>
    rows.map(({ tagIds, probabilities, fold }) => {
      const probability = probabilities[number]!;
      const likeliest = !multiclass || probability === Math.max(...probabilities);
      return {
        fold,
        probability,
        has: tagIds.includes(tag.id),
        positive: likeliest && probability >= threshold,
      };
    }),
  );
}

function measure(verdicts: readonly Verdict[]): Performance {
  const folds = [...new Set(verdicts.map(({ fold }) => fold))].map((fold) =>
    verdicts.filter((verdict) => verdict.fold === fold),
  );
  return {
    precision: precision(verdicts) ?? 0,
    precisionStdDeviation: standardDeviation(folds.map(precision)),
    recall: recall(verdicts) ?? 0,
    recallStdDeviation: standardDeviation(folds.map(recall)),
    averagePrecision: averagePrecision(verdicts),
  };
}

/** Undefined where nothing was said. */
function precision(verdicts: readonly Verdict[]): number | undefined {
  return share(verdicts.filter(({ positive }) => positive).map(({ has }) => has));
}

/** Undefined where no photo has the tag. */
function recall(verdicts: readonly Verdict[]): number | undefined {
  return share(verdicts.filter(({ has }) => has).map(({ positive }) => positive));
}

/** Area under the precision-recall curve in steps; photos of the same probability count at once. */
function averagePrecision(verdicts: readonly Verdict[]): number {
  const sorted = verdicts.toSorted((a, b) => b.probability - a.probability);
  let hits = 0;
  let area = 0;
  let counted = 0;
  for (const [index, { probability, has }] of sorted.entries()) {
    if (has) hits++;
    if (sorted[index + 1]?.probability === probability) continue;
    area += (hits - counted) * (hits / (index + 1));
    counted = hits;
  }
  return hits === 0 ? 0 : area / hits;
}

function share(given: readonly boolean[]): number | undefined {
  return given.length === 0 ? undefined : given.filter(Boolean).length / given.length;
}

function standardDeviation(given: readonly (number | undefined)[]): number {
  const values = given.filter((value) => value !== undefined);
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((total, value) => total + value, 0) / values.length;
}
