import { indexOfHighest } from '../../classifier/answer.js';
import type { Classifier, LabelScores } from '../../classifier/classifier.js';
import { childNumbers, type LabelTree } from '../../classifier/label-tree.js';
import type { PhotoLimits } from '../../config/photo.js';
import { HoneyburstError } from '../../errors.js';
import type { HeldBack } from '../../learning/calibration/calibrate.js';
import type { LabelledPhoto } from '../../learning/dataset/dataset.js';
import { labelNumbers } from '../../learning/dataset/labels.js';
import { prepareLabelledPhoto } from '../../learning/evaluation/score-photos.js';
import type { Log } from '../../log.js';
import type { Progress } from '../../progress.js';
import type { RemoteDescription } from './description.js';

/** Replaces a probability of 0, whose logarithm is infinite. */
const leastProbability = 1e-12;
const preparedAtOnce = 64;

/**
 * Asks a model about photos that it was not trained on. Its temperatures must be 1. Photos that the service refuses are
 * left out.
 */
export async function askHeldBack(
  classifier: Classifier,
  description: RemoteDescription,
  photos: readonly LabelledPhoto[],
  { limits, progress, log }: { limits: PhotoLimits; progress: Progress; log: Log },
): Promise<HeldBack> {
  const { labels } = classifier;
  const { coarse, fine } = labelNumbers(photos, labels);
  const held: HeldBack = { logits: [], coarse: [], fine: [], group: [] };
  progress.start(`asking Custom Vision about ${photos.length} held-back photos`, photos.length);
  const ask = async (photo: LabelledPhoto) => {
    const prepared = await prepareLabelledPhoto(photo, classifier, limits);
    try {
      const [scores] = await classifier.classify([prepared]);
      return scores;
    } catch (error) {
      if (!(error instanceof HoneyburstError && error.code === 'custom_vision_photo_refused')) throw error;
      log.warn({ file: photo.file, reason: error.message }, 'a held-back photo is left out');
      return undefined;
    } finally {
      progress.advance();
    }
  };
  for (let from = 0; from < photos.length; from += preparedAtOnce) {
    const answers = await Promise.all(photos.slice(from, from + preparedAtOnce).map(ask));
    for (const [index, scores] of answers.entries()) {
      if (!scores) continue;
      const row = from + index;
      held.logits.push(toLogits(scores, labels, description));
      held.coarse.push(coarse[row]!);
      held.fine.push(fine[row]!);
      held.group.push(photos[row]!.group!);
    }
  }
  progress.finish();
  return held;
}

/** The logits that give these scores at temperature 1: the reverse of `scoresOf`. */
function toLogits(
  scores: LabelScores,
  labels: LabelTree,
  { hierarchy, customVision }: RemoteDescription,
): Float32Array {
  const log = (share: number) => Math.log(Math.max(share, leastProbability));
  if (hierarchy === 'flat') {
    // What a coarse label has beside its fine ones belongs to its tag for photos without one, if there is such a tag.
    const other = labels.coarse.map((label, index) => {
      const hasTag = customVision.root.tags.some((tag) => tag.family === label && !tag.finish);
      const own = childNumbers(labels, label).reduce((sum, child) => sum + scores.fine[child]!, 0);
      return hasTag ? scores.coarse[index]! - own : 0;
    });
    return Float32Array.from([...other, ...scores.fine], log);
  }
  const asked = labels.coarse[indexOfHighest(scores.coarse)];
  // Nobody was asked about the fine labels below other coarse ones: to the model they are all equally likely.
  const within = labels.fine.map(({ parent }, index) => (parent === asked ? log(scores.fine[index]!) : 0));
  return Float32Array.from([...Array.from(scores.coarse, log), ...within]);
}
