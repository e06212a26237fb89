import type { PreparedPhoto } from '../photo/photo.js';
import { type BestLabel, indexOfHighest, type Level, levelOf } from './answer.js';
import type { Classifier } from './classifier.js';

export interface Classification {
  image: string;
  family: BestLabel;
  /** Its label is empty if the model knows no finishes. */
  finish: BestLabel;
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
    level: levelOf({ coarse: family, fine: finish }, thresholds),
    top: ranked.slice(0, 5),
    model,
    latencyMs: performance.now() - startedAt,
  };
}
