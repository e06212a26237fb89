import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AddedImage } from '../server/add-images.js';
import { photoPath } from '../server/file-path.js';
import type { Image } from '../server/image.js';
import { minorVersion, type VisionContext } from './context.js';

/** A photo as the service writes it. If it has no tags or no metadata (new in v3.3), that member is left out. */
export function imageAnswer(
  { id, created, width, height, tags, metadata }: Image | ReturnType<typeof withoutTagNames>,
  projectId: string,
  addresses: Addresses,
  minor: number,
) {
  return {
    id,
    created,
    width,
    height,
    ...photoAddresses('i', projectId, id, addresses),
    ...(tags && { tags }),
    ...(minor >= 3 && Object.keys(metadata).length > 0 && { metadata }),
  };
}

type Addresses = (path: string) => string;

/** Returns a function that signs paths of files, at the address by which the client reached the server. */
export function addressesFor({ signer, baseUrl }: VisionContext, request: FastifyRequest): Addresses {
  const base = baseUrl(request);
  return (path) => signer.sign(path, base);
}

/** The addresses of a photo. Like the service, the server keeps no resized copy: that address is the original's. */
export function photoAddresses(container: 'i' | 'p', projectId: string, id: string, addresses: Addresses) {
  const originalImageUri = addresses(photoPath(container, projectId, 'i', id));
  return {
    resizedImageUri: originalImageUri,
    originalImageUri,
    thumbnailUri: addresses(photoPath(container, projectId, 't', id)),
  };
}

/** Statuses that are new in v3.4-preview. Older versions answer ErrorUnknown instead. */
const newStatuses: readonly string[] = ['ErrorImageDimensions', 'ErrorInvalidTag'];

/** Sends the results of a batch, with status 200; from v3.3 on with 207 unless every photo is new and was accepted. */
export function sendBatch(
  request: FastifyRequest,
  reply: FastifyReply,
  projectId: string,
  added: readonly AddedImage[],
  addresses: Addresses,
): FastifyReply {
  const minor = minorVersion(request);
  const isBatchSuccessful = added.every(({ status }) => status === 'OK');
  const images = added.map(({ source, status, image }) => ({
    sourceUrl: source,
    status: minor < 4 && newStatuses.includes(status) ? 'ErrorUnknown' : status,
    image: image && imageAnswer(withoutTagNames(image), projectId, addresses, minor),
  }));
  return reply.code(isBatchSuccessful || minor < 3 ? 200 : 207).send({ isBatchSuccessful, images });
}

/** The service gives the names of tags only when photos are read later. */
function withoutTagNames(image: Image) {
  return { ...image, tags: image.tags?.map((tag) => ({ ...tag, tagName: null })) ?? null };
}
