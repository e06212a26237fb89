import { randomUUID } from 'node:crypto';
import type { PhotoSize } from '../../photo/measure.js';
import type { ImageStatus } from './image-status.js';
import { type TagRule, tagProblem } from './tag-rule.js';

/** A photo that passed every check. */
export interface SoundPhoto extends PhotoSize {
  bytes: Buffer;
  /** SHA-256 of the bytes, in hexadecimal. */
  hash: string;
  tagIds: readonly string[];
}

export interface KnownImage {
  id: string;
  tagIds: ReadonlySet<string>;
}

/** The part of a project that matters for a batch, as it is before the batch is added. */
export interface ProjectContents extends TagRule {
  imageCount: number;
  mostImages: number;
  /** The photos of the batch that the project already has, by hash. */
  images: ReadonlyMap<string, KnownImage>;
}

export interface Admission {
  /** In the order of the batch. `imageId` is the image that the photo is or becomes, or null if it was refused. */
  results: { status: ImageStatus; imageId: string | null }[];
  newImages: (SoundPhoto & { id: string })[];
  newTags: { imageId: string; tagId: string }[];
}

/**
 * Decides which photos of a batch are added. An entry that is a status is answered with it. A photo that the project
 * already has gets the additional tags. A photo that would break a rule changes nothing.
 */
export function admitImages(
  batch: readonly (SoundPhoto | ImageStatus)[],
  contents: ProjectContents,
): Admission {
  const known = new Map(contents.images);
  const admission: Admission = { results: [], newImages: [], newTags: [] };

  function admit(photo: SoundPhoto | ImageStatus): Admission['results'][number] {
    if (typeof photo === 'string') return { status: photo, imageId: null };
    const existing = known.get(photo.hash);
    const tagIds = new Set([...(existing?.tagIds ?? []), ...photo.tagIds]);
    const full =
      existing === undefined && contents.imageCount + admission.newImages.length >= contents.mostImages;
    const problem = photo.tagIds.some((id) => !contents.types.has(id))
      ? 'ErrorInvalidTag'
      : (tagProblem(tagIds, contents) ?? (full ? 'ErrorLimitExceed' : undefined));
    if (problem !== undefined) return { status: problem, imageId: null };

    const id = existing?.id ?? randomUUID();
    if (existing === undefined) admission.newImages.push({ ...photo, id });
    for (const tagId of tagIds)
      if (!existing?.tagIds.has(tagId)) admission.newTags.push({ imageId: id, tagId });
    known.set(photo.hash, { id, tagIds });
    return { status: existing === undefined ? 'OK' : 'OKDuplicate', imageId: id };
  }

  admission.results = batch.map(admit);
  return admission;
}
