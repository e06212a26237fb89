import sharp, { type Sharp } from 'sharp';
import type { PhotoLimits } from '../config/photo.js';
import { type ErrorCode, HoneyburstError } from '../errors.js';
import { findColours } from './colour-check.js';
import { findPhoto, photoFormats } from './format.js';
import { endedJpegs } from './jpeg-end.js';
import { excessOf } from './parts.js';
import type { PhotoInput, PhotoTraits, PixelInput, PreparedPhoto } from './photo.js';
import { toPicture } from './picture.js';
import type { PixelRows } from './pixel-rows.js';

// For the whole process, because sharp is used only here. Many photos come at once and each comes once, so each gets one
// thread (they run side by side in libuv's pool) and opened images are not cached.
sharp.concurrency(1);
sharp.cache(false);

type DecodeLimits = Pick<PhotoLimits, 'maxPixels'>;

/** Longest side of a JPEG that is sent to a service: more than any classifier looks at. */
const maxJpegSide = 2048;
/** The pixels that are examined of such a JPEG. */
const examined: PixelInput = { kind: 'pixels', size: 224 };

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
  return { data, rows: info, ...toTraits(data, info) };
}

function toTraits(data: Uint8Array, rows: PixelRows): PhotoTraits {
  return { colours: findColours(data, rows), picture: toPicture(data, rows) };
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
    if (data.length > maxBytes) continue;
    const small = await decode(data, limits, (photo) => fitInto(photo, examined).raw());
    return { data, ...toTraits(small.data, small.info) };
  }
  throw decodeError('photo_too_large', `Even at 64 pixels the photo takes more than ${maxBytes} bytes.`);
}

/** Runs `pipeline` on the first frame: upright, in sRGB with 8 bits a channel, with or without alpha. */
export async function decode(bytes: Buffer, limits: DecodeLimits, pipeline: (photo: Sharp) => Sharp) {
  const found = findPhoto(bytes);
  if (!found) {
    throw decodeError(
      'photo_not_an_image',
      `The bytes are not a photo in a format that is read (${photoFormats.join(', ')}), whatever the header says.`,
    );
  }
  const { format, photo } = found;
  const excess = excessOf(photo, format);
  if (excess) throw decodeError('photo_too_many_parts', `The photo has too many parts: ${excess}.`);
  const ended = format === 'jpeg' ? endedJpegs(photo) : undefined;
  // A missing or broken part is refused, and what only causes a warning is accepted. Behind an end marker of ours, a
  // warning is all that libjpeg says of missing pixels.
  const failOn = ended ? 'warning' : 'error';
  let failure: unknown;
  for (const whole of ended ?? [photo]) {
    try {
      const opened = sharp(whole, { failOn, limitInputPixels: limits.maxPixels });
      return await pipeline(opened.autoOrient().toColourspace('srgb')).toBuffer({ resolveWithObject: true });
    } catch (thrown) {
      failure = thrown;
    }
  }
  throw await explainFailure(photo, limits, failure);
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
