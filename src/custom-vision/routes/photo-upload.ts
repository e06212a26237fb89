import type { FastifyRequest } from 'fastify';
import type { NewImage } from '../server/add-images.js';
import { trainingImageBytes } from '../server/limits.js';
import { ServiceError } from '../server/service-error.js';
import { mostImages } from './image-batch.js';
import { limitCount } from './limit-count.js';

/** Of a batch as a whole: about where the service itself gives up on one. */
export const batchBytes = 55 * 1024 * 1024;

/** How the service answers a batch that is too large for it. */
export function batchTooLarge(): ServiceError {
  return new ServiceError(
    408,
    'RequestTimeout',
    `The batch is too large: send less than ${batchBytes} bytes at once`,
  );
}

/**
 * The photos of an upload: the parts of a form whatever their names, or the body itself. One that is too large by itself
 * is not kept. Throws a ServiceError 400 or 408.
 */
export async function readUpload(request: FastifyRequest): Promise<Pick<NewImage, 'source' | 'photo'>[]> {
  if (request.isMultipart()) {
    if (Number(request.headers['content-length'] ?? 0) > batchBytes) throw batchTooLarge();
    return readForm(request);
  }
  if (!Buffer.isBuffer(request.body) || request.body.length === 0) {
    throw new ServiceError(400, 'BadRequestImageStream', 'There is no image in the body');
  }
  return [{ source: '', photo: request.body }];
}

async function readForm(request: FastifyRequest) {
  const images: Pick<NewImage, 'source' | 'photo'>[] = [];
  let totalBytes = 0;
  try {
    for await (const part of request.parts(formOptions)) {
      if (part.type !== 'file') continue;
      limitCount('images', [...images, part], mostImages);
      const chunks: Buffer[] = [];
      for await (const chunk of part.file as AsyncIterable<Buffer>) {
        totalBytes += chunk.length;
        if (totalBytes > batchBytes) throw batchTooLarge();
        chunks.push(chunk);
      }
      // The service names a file as the header has it, quotes included.
      const source = part.filename === undefined ? '' : `"${part.filename}"`;
      images.push({ source, photo: part.file.truncated ? 'ErrorImageSize' : Buffer.concat(chunks) });
    }
  } catch (thrown) {
    if (thrown instanceof ServiceError) throw thrown;
    throw new ServiceError(400, 'BadRequestImageStream', 'The form breaks off or is not a form');
  }
  return images;
}

/** Some clients send a photo without a file name, or as image/jpeg; without either it is a text field. */
export function isPartAFile(_: unknown, contentType?: string, filename?: string): boolean {
  return filename !== undefined || contentType !== 'text/plain';
}

const formOptions = {
  limits: { fileSize: trainingImageBytes },
  throwFileSizeLimit: false,
  isPartAFile,
};
