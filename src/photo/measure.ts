import sharp from 'sharp';
import type { PhotoLimits } from '../config/photo.js';
import { decode } from './decode.js';
import { findPhoto } from './format.js';
import { excessOf } from './parts.js';

/** Pixels, upright. */
export interface PhotoSize {
  width: number;
  height: number;
}

/** What the header says, without decoding anything else; undefined if the bytes are not a photo in a format that is read. */
export async function photoSize(bytes: Buffer): Promise<PhotoSize | undefined> {
  const found = findPhoto(bytes);
  if (!found || excessOf(found.photo, found.format)) return undefined;
  const header = await sharp(found.photo, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  return header?.autoOrient;
}

/** Decodes the whole photo only to check it. Throws as `preparePhoto` does. */
export async function verifyPhoto(bytes: Buffer, limits: Pick<PhotoLimits, 'maxPixels'>): Promise<void> {
  await decode(bytes, limits, (photo) => photo.resize(8, 8, { fit: 'fill' }).raw());
}
