import type { PhotoLimits } from '../config/photo.js';
import { decode } from './decode.js';

type DecodeLimits = Pick<PhotoLimits, 'maxPixels'>;

/** An upright JPEG for people to look at; its longest side is at most `side`. Throws as `preparePhoto` does. */
export async function thumbnailJpeg(bytes: Buffer, limits: DecodeLimits, side: number): Promise<Buffer> {
  const { data } = await decode(bytes, limits, (photo) =>
    photo
      .flatten({ background: '#ffffff' })
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 72 }),
  );
  return data;
}

/** How many pixels are averaged into one pixel of the small picture. */
const block = 4;

/**
 * The photo squeezed into `side * side * 3` bytes RGB, whatever its shape, for comparing photos with each other. Throws as
 * `preparePhoto` does.
 */
export async function thumbnailPixels(
  bytes: Buffer,
  limits: DecodeLimits,
  side: number,
): Promise<Uint8Array> {
  const large = side * block;
  // In two steps, because a JPEG that is shrunk while it is decoded is off by a fraction of a pixel, which would show in
  // the small picture.
  const { data } = await decode(bytes, limits, (photo) =>
    photo.flatten({ background: '#ffffff' }).resize(large, large, { fit: 'fill' }).raw(),
  );
  const pixels = new Uint8Array(side * side * 3);
  for (let to = 0; to < pixels.length; to++) {
    const left = (Math.floor(to / 3) % side) * block;
    const top = Math.floor(to / 3 / side) * block;
    let total = 0;
    for (let y = top; y < top + block; y++)
      for (let x = left; x < left + block; x++) total += data[(y * large + x) * 3 + (to % 3)]!;
    pixels[to] = Math.round(total / block ** 2);
  }
  return pixels;
}
