import { z } from 'zod';
import { ServiceError } from '../server/service-error.js';
import { guid } from './guid-parameter.js';
import { checkMetadata, metadataLimits } from './image-metadata-limits.js';
import { limitCount } from './limit-count.js';
import { parse } from './parse-request.js';

export const mostImages = 64;
export const mostTags = 20;

const tagIds = z
  .array(guid)
  .nullish()
  .transform((ids) => ids ?? []);
const common = { tagIds, regions: z.array(z.unknown()).nullish() };

export const fileEntry = z.object({ name: z.string().nullish(), contents: z.string().nullish(), ...common });
export const urlEntry = z.object({ url: z.string(), ...common });
export const predictionEntry = z.object({ id: guid, ...common });

type Entry = typeof fileEntry | typeof urlEntry | typeof predictionEntry;

/**
 * Parses a batch of photos in JSON, each with its own tags and those of the batch. Throws a ServiceError 400 if the
 * service would refuse the batch as a whole, or if it has regions, since there are no object detection projects.
 */
export function parseBatch<T extends Entry>(entry: T, body: unknown, minor: number) {
  const schema = z.object({
    images: z.array(entry).nullish(),
    tagIds,
    metadata: z.record(z.string(), z.string()).nullish(),
  });
  const batch = parse(schema, body, 'BadRequestImageBatch');
  const images = (batch.images ?? []).map((image) => ({
    ...image,
    tagIds: [...new Set([...batch.tagIds, ...image.tagIds])],
  }));
  limitBatch(images);
  if (images.some(({ regions }) => regions?.length)) {
    throw new ServiceError(400, 'BadRequestImageRegions', 'Regions are for object detection projects');
  }
  const metadata = batch.metadata ?? {};
  checkMetadata(metadata, minor);
  const { pairs } = metadataLimits(minor);
  if (Object.keys(metadata).length > pairs) {
    throw new ServiceError(400, 'BadRequestImageMetadataKey', `Metadata is limited to ${pairs} pairs`);
  }
  return { images, metadata };
}

/** Throws BadRequestImageBatch if there are no photos, BadRequestExceededBatchSize if there are too many. */
export function limitBatch(images: readonly { tagIds: readonly string[] }[]): void {
  if (images.length === 0) throw new ServiceError(400, 'BadRequestImageBatch', 'There are no images');
  limitCount('images', images, mostImages);
  limitCount('tags', [...new Set(images.flatMap((image) => image.tagIds))], mostTags);
}
