import type { PhotoLimits } from '../../config/photo.js';
import type { Progress } from '../../progress.js';
import type { LabelledPhoto } from './dataset.js';
import { createDuplicateIndex, type Duplicate, fingerprintPhotos } from './duplicates.js';

/** A photo that is evaluated, and one to train on that gives its answer away. */
export interface LeakedPair {
  file: string;
  trainingFile: string;
  kind: Duplicate['kind'] | 'group';
  /** Whether both have the same labels. */
  sameLabels: boolean;
}

export interface Leakage {
  /** Training photos of the dataset that were compared with. */
  trainingPhotos: number;
  /** Training photos that could not be read, and so were not compared. */
  unreadable: number;
  /** Evaluated photos of which the training photos hold the same file. */
  exact: number;
  /** Evaluated photos of which the training photos hold the same picture, but not the same file. */
  near: number;
  /** Groups with photos on both sides. */
  sharedGroups: number;
  /** Evaluated photos with any of these. */
  leakedPhotos: number;
  /** One for each leaked photo, the surest evidence. */
  pairs: LeakedPair[];
}

/** Looks for photos of `evaluated` that `training` gives away: copies, near-duplicates, and shared groups. */
export async function findLeakage(
  evaluated: readonly LabelledPhoto[],
  training: readonly LabelledPhoto[],
  dependencies: { limits: PhotoLimits; progress: Progress },
): Promise<Leakage> {
  const files = [...training, ...evaluated].map((photo) => photo.file);
  const fingerprints = await fingerprintPhotos(files, dependencies);
  const known = fingerprints.slice(0, training.length);
  const index = createDuplicateIndex(known);
  const byGroup = new Map(training.map((photo) => [photo.group, photo]));
  const pairs = evaluated.flatMap((photo, row): LeakedPair[] => {
    const fingerprint = fingerprints[training.length + row];
    const found = fingerprint ? index.find(fingerprint) : [];
    const closest =
      found.find(({ kind }) => kind === 'exact') ?? found.sort((a, b) => a.difference - b.difference)[0];
    const other = closest ? training[closest.index] : byGroup.get(photo.group);
    if (!other) return [];
    const sameLabels = other.family === photo.family && other.finish === photo.finish;
    return [{ file: photo.file, trainingFile: other.file, kind: closest?.kind ?? 'group', sameLabels }];
  });
  const count = (kind: LeakedPair['kind']) => pairs.filter((pair) => pair.kind === kind).length;
  return {
    trainingPhotos: training.length,
    unreadable: known.filter((fingerprint) => fingerprint === undefined).length,
    exact: count('exact'),
    near: count('near'),
    sharedGroups: new Set(evaluated.flatMap(({ group }) => (byGroup.has(group) ? [group] : []))).size,
    leakedPhotos: pairs.length,
    pairs,
  };
}
