import type { HeadWeights } from '../../classifier/head.js';
import type { HeadLabels } from '../../classifier/head-graph.js';
import type { EngineName } from '../../config/worker.js';
import type { Progress } from '../../progress.js';
import type { Examples, FitOptions } from './fit.js';
import { fitHeads } from './fit-heads.js';
import { predictLogits } from './predict.js';

export interface FitFoldsOptions extends Pick<FitOptions, 'hierarchy' | 'batch'> {
  seed: number;
  epochs?: number | undefined;
  /** Whether the photo of this row is answered. */
  isJudged(row: number): boolean;
  engine: EngineName;
  threads: number;
  progress: Progress;
}

export interface FittedFolds {
  /** The head that has not seen each fold. */
  heads: HeadWeights[];
  /** What it says of the photos of its fold that are judged, fold after fold. */
  answers: { row: number; fold: number; logits: Float32Array }[];
}

/** Fits a head for each fold (row numbers), on the rows of the others, and lets it answer its own fold. */
export async function fitFolds(
  folds: readonly (readonly number[])[],
  examples: Examples,
  labels: HeadLabels,
  { seed, epochs, batch, hierarchy, isJudged, engine, threads, progress }: FitFoldsOptions,
): Promise<FittedFolds> {
  const jobs = folds.map((_, index) => ({
    examples,
    rows: folds.flatMap((rows, other) => (other === index ? [] : rows)).sort((a, b) => a - b),
    options: {
      ...labels,
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
  // As the model will be asked, so that what is calibrated on the answers holds when it serves.
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
