import { z } from 'zod';
import type { PreparedPhoto } from '../photo/photo.js';
import { levelOf } from './answer.js';
import type { Classifier } from './classifier.js';
import { levelSchema } from './level.js';

const sureLabel = z.strictObject({ label: z.string(), confidence: z.number() });

/** What a model says of one photo. */
export const classificationSchema = z.strictObject({
  image: z.string().describe('Name of the file, or the address'),
  family: sureLabel,
  finish: sureLabel,
  level: levelSchema.describe('The answer level at the thresholds of the model'),
  top: z
    .array(z.strictObject({ label: z.string(), family: z.string(), confidence: z.number() }))
    .describe('The five most probable finishes'),
  model: z.string(),
  latencyMs: z.number(),
});
export type Classification = z.infer<typeof classificationSchema>;

/** Classifies one photo; `latencyMs` counts from `startedAt`, a time of performance.now(). */
export async function classifyPhoto(
  classifier: Classifier,
  image: string,
  photo: PreparedPhoto,
  startedAt: number,
): Promise<Classification> {
  const [scores] = await classifier.classify([photo]);
  if (!scores) throw new Error('the classifier gave no scores');
  const ranked = classifier.finishes
    .map(({ slug, family }, index) => ({ label: slug, family, confidence: scores.finishes[index] ?? 0 }))
    .sort((a, b) => b.confidence - a.confidence);
  const best = classifier.families
    .map((label, index) => ({ label, confidence: scores.families[index] ?? 0 }))
    .reduce((a, b) => (b.confidence > a.confidence ? b : a));
  const finish = ranked[0] ?? { label: '', family: '', confidence: 0 };
  return {
    image,
    family: best,
    finish: { label: finish.label, confidence: finish.confidence },
    level: levelOf(finish, best, classifier.thresholds),
    top: ranked.slice(0, 5),
    model: classifier.model,
    latencyMs: performance.now() - startedAt,
  };
}
