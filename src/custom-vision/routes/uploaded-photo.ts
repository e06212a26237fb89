import type { FastifyRequest } from 'fastify';
import { predictionImageBytes } from '../server/limits.js';
import { ServiceError } from '../server/service-error.js';
import { isPartAFile } from './photo-upload.js';

/** How much of a body is read: enough to tell whether the photo is too large. */
export const uploadLimit = 2 * predictionImageBytes;

/**
 * Reads the photo of a request: the first file of a form whatever its field is called, or the body itself. Throws
 * BadRequestImageStream if there is none.
 */
export async function uploadedPhoto(request: FastifyRequest): Promise<Buffer> {
  const bytes = request.isMultipart() ? await (await request.file(formOptions))?.toBuffer() : request.body;
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) {
    throw new ServiceError(400, 'BadRequestImageStream', 'The request holds no image');
  }
  return bytes;
}

const formOptions = {
  limits: { fileSize: uploadLimit },
  isPartAFile,
};
