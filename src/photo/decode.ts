import sharp, { type Sharp } from 'sharp';
import type { PhotoLimits } from '../config/photo.js';
import { type ErrorCode, HoneyburstError } from '../errors.js';
import { photoFormat, photoFormats } from './format.js';
import { excessOf } from './parts.js';
import type { PhotoInput, PixelInput, PreparedPhoto } from './photo.js';

// For the whole process, as this is where sharp is used: photos come in many at once and each only once, so
// one thread a photo (they run side by side in libuv's pool) and no cache of opened images.
sharp.concurrency(1);
sharp.cache(false);

type DecodeLimits = Pick<PhotoLimits, 'maxPixels'>;

/** Longest side of a JPEG that is sent elsewhere: more than any classifier looks at. */
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
  // Resizing comes first in the pipeline, so that JPEG and WebP are decoded at a reduced size at once.
  const { data, info } = await decode(bytes, limits, (photo) => fitInto(photo, input).raw());
  return { data, rows: info };
}

/** Other programs' networks were trained on photos that were resized bilinearly. */
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
        // Colour is what is looked at: keep it at full resolution.
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
      `The bytes are not a photo: ${photoFormats.join(', ')} are read, whatever the header says.`,
    );
  }
  const excess = excessOf(bytes, format);
  if (excess) throw decodeError('photo_too_many_parts', `The photo is put together from ${excess}.`);
  try {
    // failOn error: a photo with a part missing or broken is refused, one that only earns a warning is used.
    const photo = sharp(bytes, { failOn: 'error', limitInputPixels: limits.maxPixels });
    return await pipeline(photo.autoOrient().toColourspace('srgb')).toBuffer({ resolveWithObject: true });
  } catch (thrown) {
    throw await explainFailure(bytes, limits, thrown);
  }
}

/** libvips tells its failures apart by message only, so the reason is found by looking again. */
async function explainFailure(bytes: Buffer, limits: DecodeLimits, cause: unknown): Promise<HoneyburstError> {
  const header = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  if (header && header.width * header.height > limits.maxPixels) {
    const size = `${header.width} x ${header.height} pixels`;
    return decodeError(
      'photo_too_many_pixels',
      `The photo claims ${size}; PHOTO_MAX_PIXELS allows ${limits.maxPixels}.`,
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
    ? decodeError('photo_truncated', 'The photo breaks off or is broken in the middle.', cause)
    : decodeError('photo_undecodable', 'The photo cannot be decoded.', cause);
}

function decodeError(code: ErrorCode, message: string, cause?: unknown): HoneyburstError {
  return new HoneyburstError(message, { code, stage: 'decode', cause });
}
