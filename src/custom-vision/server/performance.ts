import type { Pool } from '../../database/pool.js';
import { findTrained } from './iteration.js';

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

/** Counts of the photos of one fold: predicted to have a tag, having it, and both. */
interface Counts {
  said: number;
  has: number;
  right: number;
}

interface HeldBack {
  tagIds: string[];
  probabilities: number[];
  fold: number;
}

/**
 * Precision and recall by cross-validation: each photo is judged by a head that had not seen it. Both come with their
 * standard deviation over the folds, and with average precision. A tag is predicted if its probability reaches
 * `threshold`; in a Multiclass project only the most probable tag can be. The overall figures pool the answers of all
 * tags, except that average precision is the mean over the tags.
 */
export async function iterationPerformance(
  pool: Pool,
  projectId: string,
  id: string,
  threshold: number,
): Promise<IterationPerformance> {
  const { tags, classificationType } = await findTrained(pool, projectId, id);
  const { rows: photos } = await pool.query<HeldBack>(
    `SELECT tag_ids AS "tagIds", probabilities, fold FROM custom_vision_server.iteration_image
     WHERE iteration_id = $1 AND probabilities IS NOT NULL`,
    [id],
  );
  const least = photos.map(({ probabilities }) =>
    classificationType === 'Multiclass' ? Math.max(threshold, ...probabilities) : threshold,
  );
  const folds = photos.reduce((most, { fold }) => Math.max(most, fold), 0) + 1;
  const overall = createCounts(folds);
  const perTagPerformance = tags.map(({ id, name }, tag) => {
    const counts = createCounts(folds);
    for (const [index, { tagIds, probabilities, fold }] of photos.entries()) {
      const said = probabilities[tag]! >= least[index]!;
      const has = tagIds.includes(id);
      for (const count of [counts[fold]!, overall[fold]!]) {
        if (said) count.said++;
        if (has) count.has++;
        if (said && has) count.right++;
      }
    }
    return { id, name, ...measure(counts), averagePrecision: averagePrecision(photos, id, tag) };
  });
  return {
    perTagPerformance,
    ...measure(overall),
    averagePrecision: mean(perTagPerformance.map((performance) => performance.averagePrecision)),
  };
}

function createCounts(folds: number): Counts[] {
  return Array.from({ length: folds }, () => ({ said: 0, has: 0, right: 0 }));
}

/** Folds without predictions are left out of the deviation of precision, folds without photos of the tag out of recall's. */
function measure(folds: readonly Counts[]): Omit<Performance, 'averagePrecision'> {
  const total = (key: keyof Counts) => folds.reduce((sum, counts) => sum + counts[key], 0);
  const shares = (of: 'said' | 'has') =>
    folds.filter((counts) => counts[of] > 0).map((counts) => counts.right / counts[of]);
  return {
    precision: total('right') / Math.max(1, total('said')),
    precisionStdDeviation: standardDeviation(shares('said')),
    recall: total('right') / Math.max(1, total('has')),
    recallStdDeviation: standardDeviation(shares('has')),
  };
}

/** The area under the stepwise precision-recall curve. Photos of equal probability form one step. */
function averagePrecision(photos: readonly HeldBack[], tagId: string, tag: number): number {
  const sorted = photos.toSorted((a, b) => b.probabilities[tag]! - a.probabilities[tag]!);
  let hits = 0;
  let area = 0;
  let counted = 0;
  for (const [index, { tagIds, probabilities }] of sorted.entries()) {
    if (tagIds.includes(tagId)) hits++;
    if (sorted[index + 1]?.probabilities[tag] === probabilities[tag]) continue;
    area += (hits - counted) * (hits / (index + 1));
    counted = hits;
  }
  return hits === 0 ? 0 : area / hits;
}

function standardDeviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((total, value) => total + value, 0) / values.length;
}
