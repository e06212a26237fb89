import type { PreparedPhoto } from './photo.js';

/** Pixels as little-endian words (as on every platform that Node and sharp are built for). */
const white = 0x00ffffff;
const opaque = 0xff000000 | 0;

/**
 * Centres a photo's rows in a white square of `size * size * 4` bytes RGBA: the given one, which must begin at a multiple
 * of 4 bytes of its buffer, or a new one. Alpha is 255 where the photo is and 0 elsewhere. Parts of the photo that are
 * more than half transparent do not count as photo.
 */
export function letterbox(
  { data: pixels, rows }: PreparedPhoto,
  size: number,
  result = new Uint8Array(size * size * 4),
): Uint8Array {
  if (!rows) throw new Error('A JPEG has no rows of pixels');
  const { width, height, channels } = rows;
  const hasAlpha = channels === 4;
  const left = Math.round((size - width) / 2);
  const top = Math.round((size - height) / 2);
  const square = new Uint32Array(result.buffer, result.byteOffset, size * size).fill(white);
  for (let y = 0; y < height; y++) {
    let from = y * width * channels;
    let to = (y + top) * size + left;
    for (let x = 0; x < width; x++, from += channels, to++) {
      const alpha = hasAlpha ? pixels[from + 3]! : 255;
      if (alpha < 128) continue;
      const colour = pixels[from]! | (pixels[from + 1]! << 8) | (pixels[from + 2]! << 16);
      square[to] = opaque | (alpha === 255 ? colour : onWhite(colour, alpha));
    }
  }
  return result;
}

function onWhite(colour: number, alpha: number): number {
  const blend = (value: number) => 255 - Math.round(((255 - value) * alpha) / 255);
  return blend(colour & 255) | (blend((colour >> 8) & 255) << 8) | (blend(colour >> 16) << 16);
}
