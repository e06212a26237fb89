import { childNumbers, type LabelTree } from '../../classifier/label-tree.js';
import type { LabelledPhoto } from '../../learning/dataset/dataset.js';

/** A tag of a project, and the family or finish that it stands for. */
export interface PlannedTag {
  name: string;
  family: string;
  /** Absent: the tag means the family itself, or in a flat model another finish of it. */
  finish?: string;
}

export interface PlannedProject {
  /** `root`, or the family whose finishes it tells apart. */
  key: string;
  name: string;
  tags: PlannedTag[];
  /** Undefined for a photo that is not for this project. */
  tagOf(photo: LabelledPhoto): string | undefined;
}

/** Custom Vision trains on no tag with fewer photos. */
export const leastPhotosOfTag = 5;

/**
 * Plans the projects of one model: one that tells families apart, then one for each family with at least two finishes.
 * A flat model has one project of all finishes, with a tag for each family that has enough photos without a finish.
 */
export function planProjects(
  photos: readonly LabelledPhoto[],
  labels: LabelTree,
  { name, flat }: { name: string; flat: boolean },
): PlannedProject[] {
  return flat ? [planFlat(photos, labels, name)] : planHierarchy(labels, name);
}

function planHierarchy(labels: LabelTree, name: string): PlannedProject[] {
  const root: PlannedProject = {
    key: 'root',
    name: `${name} family`,
    tags: labels.coarse.map((family) => ({ name: family, family })),
    tagOf: ({ family }) => family,
  };
  const within = labels.coarse.flatMap((family): PlannedProject[] => {
    const own = new Set(childNumbers(labels, family).map((number) => labels.fine[number]!.label));
    if (own.size < 2) return [];
    const tags = [...own].map((finish) => ({ name: finish, family, finish }));
    const tagOf = ({ finish }: LabelledPhoto) => (finish && own.has(finish) ? finish : undefined);
    return [{ key: family, name: `${name} ${family}`, tags, tagOf }];
  });
  return [root, ...within];
}

function planFlat(
  photos: readonly LabelledPhoto[],
  { coarse, fine }: LabelTree,
  name: string,
): PlannedProject {
  const taught = new Set(fine.map(({ label }) => label));
  const isOther = ({ finish }: LabelledPhoto) => !finish || !taught.has(finish);
  const withOther = new Set(
    coarse.filter(
      (family) =>
        photos.filter((photo) => photo.family === family && isOther(photo)).length >= leastPhotosOfTag,
    ),
  );
  const other = (family: string) => `other ${family}`;
  return {
    key: 'root',
    name,
    tags: [
      ...fine.map(({ label, parent }) => ({ name: label, family: parent, finish: label })),
      ...[...withOther].map((family) => ({ name: other(family), family })),
    ],
    tagOf(photo) {
      if (!isOther(photo)) return photo.finish;
      return withOther.has(photo.family) ? other(photo.family) : undefined;
    },
  };
}
