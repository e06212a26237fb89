import { indexOfHighest } from '../../classifier/answer.js';
import type { Classifier, PhotoScores } from '../../classifier/classifier.js';
import type { RemoteDescription } from '../../classifier/model-folder.js';
import type { PhotoLimits } from '../../config/photo.js';
import { HoneyburstError } from '../../errors.js';
import type { HeldBack } from '../../learning/calibration/calibrate.js';
import type { LabelledPhoto } from '../../learning/dataset/dataset.js';
import { labelNumbers } from '../../learning/dataset/labels.js';
import { prepareLabelledPhoto } from '../../learning/evaluation/score-photos.js';
import type { Log } from '../../log.js';
import type { Progress } from '../../progress.js';

/** Where a probability of 0 ends up: finite for any temperature. */
const leastProbability = 1e-12;
const preparedAtOnce = 64;

/**
 * Asks a model, whose temperatures must be 1, about photos that it was not trained on. A photo that the service
 * refuses is left out.
 */
export async function askHeldBack(
  classifier: Classifier,
  description: RemoteDescription,
  photos: readonly LabelledPhoto[],
  { limits, progress, log }: { limits: PhotoLimits; progress: Progress; log: Log },
): Promise<HeldBack> {
  const { family, finish } = labelNumbers(photos, description);
  const held: HeldBack = { logits: [], family: [], finish: [], group: [] };
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
      held.logits.push(toLogits(scores, description));
      held.family.push(family[row]!);
      held.finish.push(finish[row]!);
      held.group.push(photos[row]!.group!);
    }
  }
  progress.finish();
  return held;
}

/** Scores at temperature 1 as logits that give them: the reverse of `scoresOf`. */
function toLogits(
  scores: PhotoScores,
  { hierarchy, families, finishes, customVision }: RemoteDescription,
): Float32Array {
  const log = (share: number) => Math.log(Math.max(share, leastProbability));
  if (hierarchy === 'flat') {
    // What a family has beside its finishes is the tag of those without one, where there is such a tag.
    const other = families.map((family, index) => {
      const hasTag = customVision.root.tags.some((tag) => tag.family === family && !tag.finish);
      const own = scores.finishes.filter((_, finish) => finishes[finish]?.family === family);
      return hasTag ? scores.families[index]! - own.reduce((sum, share) => sum + share, 0) : 0;
    });
    return Float32Array.from([...other, ...scores.finishes], log);
  }
  const asked = families[indexOfHighest(scores.families)];
  // Nobody was asked about the finishes of other families: to the model they are all alike.
  const within = finishes.map(({ family }, index) => (family === asked ? log(scores.finishes[index]!) : 0));
  return Float32Array.from([...Array.from(scores.families, log), ...within]);
}
