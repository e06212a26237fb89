import { randomUUID } from 'node:crypto';
import type { PhotoSize } from '../../photo/measure.js';
import type { ImageStatus } from './image-status.js';
import { type TagRule, tagProblem } from './tag-rule.js';

/** A photo that was found to be sound. */
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

/** What a project has before a batch is added, as far as the batch touches it. */
export interface ProjectContents extends TagRule {
  imageCount: number;
  mostImages: number;
  /** Photos of the batch that it has already, by hash. */
  images: ReadonlyMap<string, KnownImage>;
}

export interface Admission {
  /** In the order of the batch; with the image that is or becomes its own, if any. */
  results: { status: ImageStatus; imageId: string | null }[];
  newImages: (SoundPhoto & { id: string })[];
  newTags: { imageId: string; tagId: string }[];
}

/**
 * Decides what becomes of each photo of a batch: a status stands for itself. A photo that the project has already gets
 * the further tags; one that would break a rule changes nothing.
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
