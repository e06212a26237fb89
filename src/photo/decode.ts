import sharp, { type Sharp } from 'sharp';
import type { PhotoLimits } from '../config/photo.js';
import { type ErrorCode, HoneyburstError } from '../errors.js';
import { photoFormat, photoFormats } from './format.js';
import { excessOf } from './parts.js';
import type { PhotoInput, PixelInput, PreparedPhoto } from './photo.js';

// For the whole process, because sharp is used only here. Many photos come at once and each comes once, so each gets one
// thread (they run side by side in libuv's pool) and opened images are not cached.
sharp.concurrency(1);
sharp.cache(false);

type DecodeLimits = Pick<PhotoLimits, 'maxPixels'>;

/** Longest side of a JPEG that is sent to a service: more than any classifier looks at. */
const maxJpegSide = 2048;

/**
 * Decodes a photo into what a classifier takes. Throws a permanent HoneyburstError of stage decode:
 * photo_not_an_image, photo_too_many_pixels, photo_too_many_parts, photo_truncated, photo_undecodable or
 * photo_too_large.
 */
export async function preparePhoto(
  bytes: Buffer,
  input: PhotoInput,
  limits: DecodeLimits,
): Promise<PreparedPhoto> {
  if (input.kind === 'jpeg') return prepareJpeg(bytes, input.maxBytes, limits);
  // Resizing comes first in the pipeline, so that JPEG and WebP are decoded at a reduced size right away.
  const { data, info } = await decode(bytes, limits, (photo) => fitInto(photo, input).raw());
  return { data, rows: info };
}

/** Bilinear, because that is how the photos were resized that other programs' networks were trained on. */
function fitInto(photo: Sharp, { size, fit = 'letterbox' }: PixelInput): Sharp {
  if (fit === 'letterbox') return photo.resize(size, size, { fit: 'inside' });
  if (fit === 'stretch') return photo.resize(size, size, { fit: 'fill', kernel: 'linear' });
  const { shorterSide } = fit;
  const margin = (shorterSide - size) >> 1;
  return photo
    .resize(shorterSide, shorterSide, { fit: 'cover', kernel: 'linear' })
    .extract({ left: margin, top: margin, width: size, height: size });
}

async function prepareJpeg(bytes: Buffer, maxBytes: number, limits: DecodeLimits): Promise<PreparedPhoto> {
  for (let side = maxJpegSide; side >= 64; side = Math.round(side * Math.SQRT1_2)) {
    const { data } = await decode(bytes, limits, (photo) =>
      photo
        .flatten({ background: '#ffffff' })
        .resize(side, side, { fit: 'inside', withoutEnlargement: true })
        // Colour matters most here, so it keeps its full resolution.
        .jpeg({ quality: 90, chromaSubsampling: '4:4:4' }),
    );
    if (data.length <= maxBytes) return { data };
  }
  throw decodeError('photo_too_large', `Even at 64 pixels the photo takes more than ${maxBytes} bytes.`);
}

/** Runs `pipeline` on the first frame: upright, in sRGB with 8 bits a channel, with or without alpha. */
export async function decode(bytes: Buffer, limits: DecodeLimits, pipeline: (photo: Sharp) => Sharp) {
  const format = photoFormat(bytes);
  if (format === undefined) {
    throw decodeError(
      'photo_not_an_image',
      `The bytes are not a photo in a format that is read (${photoFormats.join(', ')}), whatever the header says.`,
    );
  }
  const excess = excessOf(bytes, format);
  if (excess) throw decodeError('photo_too_many_parts', `The photo has too many parts: ${excess}.`);
  try {
    // failOn error refuses a photo with a missing or broken part and accepts one that only causes a warning.
    const photo = sharp(bytes, { failOn: 'error', limitInputPixels: limits.maxPixels });
    return await pipeline(photo.autoOrient().toColourspace('srgb')).toBuffer({ resolveWithObject: true });
  } catch (thrown) {
    throw await explainFailure(bytes, limits, thrown);
  }
}

/** libvips says why it failed only in the message, so this looks at the photo again to find the reason. */
async function explainFailure(bytes: Buffer, limits: DecodeLimits, cause: unknown): Promise<HoneyburstError> {
  const header = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  if (header && header.width * header.height > limits.maxPixels) {
    const size = `${header.width} x ${header.height} pixels`;
    return decodeError(
      'photo_too_many_pixels',
      `The photo has ${size} according to its header; PHOTO_MAX_PIXELS allows ${limits.maxPixels}.`,
    );
  }
  const partlyDecodable = await sharp(bytes, { failOn: 'none', limitInputPixels: limits.maxPixels })
    .resize(8, 8)
    .raw()
    .toBuffer()
    .then(
      () => true,
      () => false,
    );
  return partlyDecodable
    ? decodeError('photo_truncated', 'The photo is incomplete or damaged.', cause)
    : decodeError('photo_undecodable', 'The photo cannot be decoded.', cause);
}

function decodeError(code: ErrorCode, message: string, cause?: unknown): HoneyburstError {
  return new HoneyburstError(message, { code, stage: 'decode', cause });
}
