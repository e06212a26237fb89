import type { LabelledPhoto } from '../../learning/dataset/dataset.js';
import { createRandom } from '../../random.js';
import { leastPhotosOfTag, type PlannedProject } from './plan-projects.js';

/** Share of the photos that is not sent, but asked about afterwards. */
const share = 1 / 8;

/**
 * Photos that the service is not to see before it is asked about them, to calibrate on: whole groups drawn at random,
 * an eighth of the photos and `most` at most. A group stays where a tag would be left with too few photos to be
 * trained; what the thresholds promise is for photos like those held back.
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
    // Photos of doubtful label are nothing to calibrate on.
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
