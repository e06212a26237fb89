import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PhotoLimits } from '../config/photo.js';
import type { Evaluation } from '../learning/evaluation/evaluate.js';
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
  await mkdir(folder, { recursive: true });
  const page = join(folder, 'index.html');
  await writeFile(page, markup);
  await writeFile(join(folder, 'evaluation.json'), `${JSON.stringify(evaluation, null, 2)}\n`);
  return { page };
}
