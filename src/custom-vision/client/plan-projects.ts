import type { LabelledPhoto } from '../../learning/dataset/dataset.js';
import type { Labels } from '../../learning/dataset/labels.js';

/** A tag of a project, and the label of ours that it stands for. */
export interface PlannedTag {
  name: string;
  family: string;
  /** Absent: the family as such, or in a flat model another finish of it. */
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
 * Projects that make one model: of all families, then of the finishes of each family that has at least two; or one
 * flat project of all finishes, with a tag for the photos of each family without a finish where they are enough.
 */
export function planProjects(
  photos: readonly LabelledPhoto[],
  labels: Pick<Labels, 'families' | 'finishes'>,
  { name, flat }: { name: string; flat: boolean },
): PlannedProject[] {
  return flat ? [planFlat(photos, labels, name)] : planHierarchy(labels, name);
}

function planHierarchy(
  { families, finishes }: Pick<Labels, 'families' | 'finishes'>,
  name: string,
): PlannedProject[] {
  const root: PlannedProject = {
    key: 'root',
    name: `${name} family`,
    tags: families.map((family) => ({ name: family, family })),
    tagOf: ({ family }) => family,
  };
  const within = families.flatMap((family): PlannedProject[] => {
    const own = new Set(finishes.filter((finish) => finish.family === family).map(({ slug }) => slug));
    if (own.size < 2) return [];
    const tags = [...own].map((finish) => ({ name: finish, family, finish }));
    const tagOf = ({ finish }: LabelledPhoto) => (finish && own.has(finish) ? finish : undefined);
    return [{ key: family, name: `${name} ${family}`, tags, tagOf }];
  });
  return [root, ...within];
}

function planFlat(
  photos: readonly LabelledPhoto[],
  { families, finishes }: Pick<Labels, 'families' | 'finishes'>,
  name: string,
): PlannedProject {
  const taught = new Set(finishes.map(({ slug }) => slug));
  const isOther = ({ finish }: LabelledPhoto) => !finish || !taught.has(finish);
  const withOther = new Set(
    families.filter(
      (family) =>
        photos.filter((photo) => photo.family === family && isOther(photo)).length >= leastPhotosOfTag,
    ),
  );
  const other = (family: string) => `other ${family}`;
  return {
    key: 'root',
    name,
    tags: [
      ...finishes.map(({ slug, family }) => ({ name: slug, family, finish: slug })),
      ...[...withOther].map((family) => ({ name: other(family), family })),
    ],
    tagOf(photo) {
      if (!isOther(photo)) return photo.finish;
      return withOther.has(photo.family) ? other(photo.family) : undefined;
    },
  };
}
