import { z } from 'zod';
import type { PreparedPhoto } from '../photo/photo.js';
import { indexOfHighest, levelOf } from './answer.js';
import type { Classifier } from './classifier.js';
import { levelSchema } from './level.js';
import { photoReasonSchema } from './photo-reason.js';
import { viewSchema } from './view.js';

const sureLabel = z.strictObject({ label: z.string(), confidence: z.number() });

/** What a model says of one photo. */
export const classificationSchema = z.strictObject({
  image: z.string().describe('Name of the file, or the address'),
  family: sureLabel,
  finish: sureLabel,
  level: levelSchema.describe(
    'The answer level at the thresholds of the model; none where there is a reason',
  ),
  view: viewSchema
    .nullable()
    .describe('The part of the guitar in sight; null if the model does not tell views'),
  reason: photoReasonSchema.nullable().describe('Why the photo says nothing of the finish'),
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
  const { labels, thresholds, model } = classifier;
  const [scores] = await classifier.classify([photo]);
  if (!scores) throw new Error('the classifier gave no scores');
  const ranked = labels.fine
    .map(({ label, parent }, i) => ({ label, family: parent, confidence: scores.fine[i] ?? 0 }))
    .sort((a, b) => b.confidence - a.confidence);
  const best = indexOfHighest(scores.coarse);
  const family = { label: labels.coarse[best]!, confidence: scores.coarse[best]! };
  const { label, confidence } = ranked[0] ?? { label: '', confidence: 0 };
  const finish = { label, confidence };
  return {
    image,
    family,
    finish,
    level: scores.reason ? 'none' : levelOf({ coarse: family, fine: finish }, thresholds),
    view: scores.view ?? null,
    reason: scores.reason ?? null,
    top: ranked.slice(0, 5),
    model,
    latencyMs: performance.now() - startedAt,
  };
}
