import type { FastifyRequest } from 'fastify';
import type { NewImage } from '../server/add-images.js';
import { trainingImageBytes } from '../server/limits.js';
import { ServiceError } from '../server/service-error.js';
import { mostImages } from './image-batch.js';
import { limitCount } from './limit-count.js';

/** The size limit of a whole batch, about the size at which the service itself gives up. */
export const batchBytes = 55 * 1024 * 1024;

/** The service's answer to a batch that is too large. */
export function batchTooLarge(): ServiceError {
  return new ServiceError(
    408,
    'RequestTimeout',
    `The batch is too large: send less than ${batchBytes} bytes at once`,
  );
}

/**
 * Reads the photos of an upload: the files of a form whatever their fields are called, or the body itself. A photo that
 * is too large by itself gets the status ErrorImageSize. Throws a ServiceError 400 or 408.
 */
export async function readUpload(request: FastifyRequest): Promise<Pick<NewImage, 'source' | 'photo'>[]> {
  if (request.isMultipart()) {
    if (Number(request.headers['content-length'] ?? 0) > batchBytes) throw batchTooLarge();
    return readForm(request);
  }
  if (!Buffer.isBuffer(request.body) || request.body.length === 0) {
    throw new ServiceError(400, 'BadRequestImageStream', 'The body holds no image');
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
      // The service returns the file name as it stands in the header, with its quotes.
      const source = part.filename === undefined ? '' : `"${part.filename}"`;
      images.push({ source, photo: part.file.truncated ? 'ErrorImageSize' : Buffer.concat(chunks) });
    }
  } catch (thrown) {
    if (thrown instanceof ServiceError) throw thrown;
    throw new ServiceError(400, 'BadRequestImageStream', 'The form is incomplete or is not a form');
  }
  return images;
}

/** Some clients send a photo without a file name or with a type such as image/jpeg. A part without either is a text field. */
export function isPartAFile(_: unknown, contentType?: string, filename?: string): boolean {
  return filename !== undefined || contentType !== 'text/plain';
}

const formOptions = {
  limits: { fileSize: trainingImageBytes },
  // Clients recognise their photos by the whole name, folders included.
  preservePath: true,
  throwFileSizeLimit: false,
  isPartAFile,
};
