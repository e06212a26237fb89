import { HoneyburstError } from '../../errors.js';
import { type Examples, unlabelled } from '../../learning/fitting/examples.js';

/** Multiclass: a photo has exactly one tag. Multilabel: it has one or more. */
export type TagsType = 'Multiclass' | 'Multilabel';

/** A photo to learn from. */
export interface TrainingImage {
  /** Of the photo's bytes, hex. */
  sha256: string;
  /** Numbers of its tags. */
  tags: readonly number[];
  load(): Promise<Buffer>;
}

/** Throws a HoneyburstError if a photo has more or fewer tags than its type allows, or a tag has fewer than two photos. */
export function checkTags(images: readonly TrainingImage[], tags: readonly string[], type: TagsType): void {
  const photos = new Int32Array(tags.length);
  for (const { tags: own, sha256 } of images) {
    if (
      own.length === 0 ||
      (type === 'Multiclass' && own.length > 1) ||
      own.some((tag) => !(tag in photos))
    ) {
      throw untrainable(
        `The photo ${sha256} has ${own.length} tags (numbers ${own.join(', ') || 'none'} of ${tags.length}). ${type === 'Multiclass' ? 'A Multiclass project needs exactly one' : 'A Multilabel project needs at least one'} for each photo.`,
      );
    }
    for (const tag of new Set(own)) photos[tag]!++;
  }
  const rare = photos.findIndex((count) => count < 2);
  if (rare >= 0) {
    throw untrainable(
      `The tag ${tags[rare]} has too few photos (${photos[rare]}). It needs at least two: one to train on and one to test on.`,
    );
  }
}

function untrainable(message: string): HoneyburstError {
  return new HoneyburstError(message, { code: 'tags_untrainable', stage: 'train' });
}

/** The tags as labels to learn: one for each photo, or any number. */
export function toPhotoLabels(
  images: readonly TrainingImage[],
  tags: number,
  type: TagsType,
): Examples['labels'] {
  if (type === 'Multiclass') {
    return {
      coarse: Int32Array.from(images, (image) => image.tags[0]!),
      fine: new Int32Array(images.length).fill(unlabelled),
    };
  }
  const truth = new Uint8Array(images.length * tags);
  images.forEach((image, row) => {
    for (const tag of image.tags) truth[row * tags + tag] = 1;
  });
  return { truth };
}
