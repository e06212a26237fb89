import type { LabelledPhoto } from '../../learning/dataset/dataset.js';
import { createRandom } from '../../random.js';
import { leastPhotosOfTag, type PlannedProject } from './plan-projects.js';

/** The share of the photos that is held back. */
const share = 1 / 8;

/**
 * Chooses the photos to calibrate on, which the service does not see during training: whole groups drawn at random, up
 * to an eighth of the photos and at most `most`. A group is not held back if a tag would then have too few photos for
 * training, so the thresholds hold for photos like those that were held back.
 */
export function holdBack(
  photos: readonly LabelledPhoto[],
  projects: readonly PlannedProject[],
  { most, seed }: { most: number; seed: number },
): Set<LabelledPhoto> {
  const target = Math.min(most, Math.floor(photos.length * share));
  const tagsOf = (photo: LabelledPhoto) =>
    projects.flatMap(({ key, tagOf }) => {
      const tag = tagOf(photo);
      return tag === undefined ? [] : [`${key}/${tag}`];
    });
  const left = countEach(photos.flatMap(tagsOf));
  const held = new Set<LabelledPhoto>();
  for (const group of createRandom(`calibration/${seed}`).shuffle(groupsOf(photos))) {
    // Photos with doubtful labels are no use for calibration.
    if (held.size + group.length > target || group.every(({ confidence }) => confidence === 'low')) continue;
    const taken = countEach(group.flatMap(tagsOf));
    if ([...taken].some(([tag, count]) => left.get(tag)! - count < leastPhotosOfTag)) continue;
    for (const [tag, count] of taken) left.set(tag, left.get(tag)! - count);
    for (const photo of group) held.add(photo);
  }
  return held;
}

function groupsOf(photos: readonly LabelledPhoto[]): LabelledPhoto[][] {
  const groups = new Map<string, LabelledPhoto[]>();
  for (const photo of photos) {
    const group = groups.get(photo.group);
    if (group) group.push(photo);
    else groups.set(photo.group, [photo]);
  }
  return [...groups.values()];
}

function countEach(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
