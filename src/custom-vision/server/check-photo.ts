import type { PhotoLimits } from '../../config/photo.js';
import { toHoneyburstError } from '../../errors.js';
import { type PhotoSize, photoSize, verifyPhoto } from '../../photo/measure.js';
import type { ImageStatus } from './image-status.js';
import { mostAspectRatio, mostImageSide, trainingImageBytes } from './limits.js';

/** The size of a photo, or what makes it unfit for training. The photo is decoded once, since headers may lie. */
export async function checkPhoto(
  bytes: Buffer,
  limits: Pick<PhotoLimits, 'maxPixels'>,
): Promise<PhotoSize | ImageStatus> {
  if (bytes.length > trainingImageBytes) return 'ErrorImageSize';
  const size = await photoSize(bytes);
  if (size === undefined) return 'ErrorImageFormat';
  const longest = Math.max(size.width, size.height);
  const shortest = Math.min(size.width, size.height);
  if (longest > mostImageSide || longest > mostAspectRatio * shortest) return 'ErrorImageDimensions';
  try {
    await verifyPhoto(bytes, limits);
    return size;
  } catch (thrown) {
    const { code } = toHoneyburstError(thrown, 'decode');
    return code === 'photo_too_many_pixels' ? 'ErrorImageDimensions' : 'ErrorImageFormat';
  }
}
