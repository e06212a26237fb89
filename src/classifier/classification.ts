import type { PreparedPhoto } from '../photo/photo.js';
import { type Level, levelOf } from './answer.js';
import type { Classifier } from './classifier.js';

export interface Classification {
  image: string;
  family: { label: string; confidence: number };
  finish: { label: string; confidence: number };
  /** How far the answer goes at the model's thresholds. */
  level: Level;
  /** The five most probable finishes. */
  top: { label: string; family: string; confidence: number }[];
  model: string;
  /** From `startedAt` on. */
  latencyMs: number;
}

/** One photo, one answer. `startedAt` is a time of performance.now(). */
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
