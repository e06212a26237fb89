import type { HeadWeights } from '../classifier/head.js';
import type { EngineName } from '../config.js';
import type { Progress } from '../progress.js';
import { createRandom } from '../random.js';
import type { HeldBack } from './calibrate.js';
import type { LabelledPhoto } from './dataset.js';
import type { Examples, FitOptions } from './fit.js';
import { fitHeads } from './fit-heads.js';
import type { Labels } from './labels.js';
import { predictLogits } from './predict.js';

export interface CrossFitOptions extends Pick<FitOptions, 'hierarchy'> {
  seed: number;
  epochs?: number | undefined;
  /** Photos that are answered: those of sure label (the default, to calibrate on), or all. */
  judge?: 'high' | 'all';
  engine: EngineName;
  threads: number;
  progress: Progress;
}

export interface CrossFit {
  heads: HeadWeights[];
  /** What each head says of the photos that it has not seen: every photo to be judged once, `rows` of it. */
  held: HeldBack & { rows: number[] };
}

/** Parts that the photos are cut into; each head is fitted without one of them. */
export const foldCount = 4;

/**
 * Fits as many heads as folds, each without another fold of the photos, so that together they have seen all of
 * them and yet every photo has an answer of a head that has not seen it (cross-fitting). Groups stay together.
 */
export async function crossFit(
  photos: readonly LabelledPhoto[],
  examples: Examples,
  { head: labels }: Labels,
  { seed, epochs, hierarchy, judge = 'high', engine, threads, progress }: CrossFitOptions,
): Promise<CrossFit> {
  const folds = toFolds(photos, seed);
  const jobs = folds.map((fold, index) => ({
    examples,
    rows: photos.flatMap((_, row) => (fold.has(row) ? [] : [row])),
    options: {
      ...labels,
      seed: `${seed}/${index}`,
      engine,
      ...(epochs ? { epochs } : {}),
      ...(hierarchy ? { hierarchy } : {}),
    },
  }));
  const what = `fitting ${jobs.length} ${hierarchy === 'flat' ? 'flat ' : ''}heads`;
  const heads = await fitHeads(jobs, { threads, progress, what });
  const held: CrossFit['held'] = { logits: [], family: [], finish: [], group: [], rows: [] };
  for (const [index, fold] of folds.entries()) {
    const rows = [...fold].filter((row) => judge === 'all' || photos[row]?.confidence === 'high');
    const head = heads[index] as HeadWeights;
    held.logits.push(...(await predictLogits(head, labels, examples.embeddings, rows, engine)));
    held.family.push(...rows.map((row) => examples.family[row] as number));
    held.finish.push(...rows.map((row) => examples.finish[row] as number));
    held.group.push(...rows.map((row) => photos[row]?.group as string));
    held.rows.push(...rows);
  }
  return { heads, held };
}

/** Rows of each fold: whole groups, so that no guitar is on both sides. */
function toFolds(photos: readonly LabelledPhoto[], seed: number): Set<number>[] {
  const groups = createRandom(`folds/${seed}`).shuffle([...new Set(photos.map((photo) => photo.group))]);
  const foldOf = new Map(groups.map((group, index) => [group, index % foldCount]));
  return Array.from(
    { length: foldCount },
    (_, fold) => new Set(photos.flatMap((photo, row) => (foldOf.get(photo.group) === fold ? [row] : []))),
  );
}
