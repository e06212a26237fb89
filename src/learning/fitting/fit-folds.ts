import type { HeadWeights } from '../../classifier/head.js';
import type { LabelTree } from '../../classifier/label-tree.js';
import type { EngineName } from '../../config/worker.js';
import type { Progress } from '../../progress.js';
import type { Examples } from './examples.js';
import type { FitOptions } from './fit.js';
import { fitHeads } from './fit-heads.js';
import { predictLogits } from './predict.js';

export interface FitFoldsOptions extends Pick<FitOptions, 'hierarchy' | 'batch'> {
  seed: number;
  epochs?: number | undefined;
  /** Whether the head that has not seen the photo of this row answers it. */
  isJudged(row: number): boolean;
  engine: EngineName;
  threads: number;
  progress: Progress;
}

export interface FittedFolds {
  /** For each fold, the head that has not seen it. */
  heads: HeadWeights[];
  /** Its logits for the judged photos of its fold, fold after fold. */
  answers: { row: number; fold: number; logits: Float32Array }[];
}

/** Fits a head for each fold (row numbers) on the rows of the other folds, and lets it answer its own fold. */
export async function fitFolds(
  folds: readonly (readonly number[])[],
  examples: Examples,
  labels: LabelTree,
  { seed, epochs, batch, hierarchy, isJudged, engine, threads, progress }: FitFoldsOptions,
): Promise<FittedFolds> {
  const jobs = folds.map((_, index) => ({
    examples,
    rows: folds.flatMap((rows, other) => (other === index ? [] : rows)).sort((a, b) => a - b),
    labels,
    options: {
      seed: `${seed}/${index}`,
      engine,
      ...(epochs ? { epochs } : {}),
      ...(batch ? { batch } : {}),
      ...(hierarchy ? { hierarchy } : {}),
    },
  }));
  const what = `fitting ${jobs.length} ${hierarchy === 'flat' ? 'flat ' : ''}heads`;
  const heads = await fitHeads(jobs, { threads, progress, what });
  const answers: FittedFolds['answers'] = [];
  // Heads answer from what the model will serve from, so that a calibration on the answers holds there.
  const seen = examples.served ?? examples.embeddings;
  for (const [fold, all] of folds.entries()) {
    const rows = all.filter(isJudged);
    const logits = await predictLogits(heads[fold] as HeadWeights, labels, seen, rows, engine);
    rows.forEach((row, i) => {
      answers.push({ row, fold, logits: logits[i] as Float32Array });
    });
  }
  return { heads, answers };
}
