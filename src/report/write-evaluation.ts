import { join } from 'node:path';
import type { PhotoLimits } from '../config/photo.js';
import type { Evaluation } from '../learning/evaluation/evaluate.js';
import { writeWholeFile } from '../write-file.js';
import { type EvaluationContext, evaluationPage } from './evaluation-page.js';
import { thumbnailAddresses } from './thumbnails.js';

/** Writes `index.html` and `evaluation.json` to a folder, which is created if needed. */
export async function writeEvaluation(
  evaluation: Evaluation,
  folder: string,
  { limits, ...context }: Omit<EvaluationContext, 'thumbnails'> & { limits: PhotoLimits },
): Promise<{ page: string }> {
  const files = Object.values(evaluation.mistakes).flatMap((mistakes) => mistakes.map(({ file }) => file));
  const thumbnails = await thumbnailAddresses(files, limits);
  const markup = await evaluationPage(evaluation, { ...context, thumbnails });
  const page = join(folder, 'index.html');
  await writeWholeFile(page, markup);
  await writeWholeFile(join(folder, 'evaluation.json'), `${JSON.stringify(evaluation, null, 2)}\n`);
  return { page };
}
