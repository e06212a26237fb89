import type { PhotoView } from './photo.js';

/** Pixels as little-endian words (as on every platform that Node and sharp are built for). */
const white = 0x00ffffff;
const opaque = 0xff000000 | 0;

/**
 * Lays RGB or RGBA rows on a white square, by default in the middle. Alpha of the result is 255 where the
 * photo is and 0 elsewhere; parts of the photo that are more than half transparent are not photo.
 */
export function letterbox(
  pixels: Uint8Array,
  photo: { width: number; height: number; channels: number },
  size: number,
  shift: Pick<PhotoView, 'shiftX' | 'shiftY'>,
): Uint8Array {
  const { width, height, channels } = photo;
  const hasAlpha = channels === 4;
  const left = offset(size, width, shift.shiftX);
  const top = offset(size, height, shift.shiftY);
  const square = new Uint32Array(size * size).fill(white);
  const firstX = Math.max(0, -left);
  const endX = Math.min(width, size - left);
  const endY = Math.min(height, size - top);
  for (let y = Math.max(0, -top); y < endY; y++) {
    let from = (y * width + firstX) * channels;
    let to = (y + top) * size + firstX + left;
    for (let x = firstX; x < endX; x++, from += channels, to++) {
      const alpha = hasAlpha ? pixels[from + 3]! : 255;
      if (alpha < 128) continue;
      const colour = pixels[from]! | (pixels[from + 1]! << 8) | (pixels[from + 2]! << 16);
      square[to] = opaque | (alpha === 255 ? colour : onWhite(colour, alpha));
    }
  }
  return new Uint8Array(square.buffer);
}

/** Where `length` starts on `size`: centred, moved by `shift` of the room (or overhang) on either side. */
function offset(size: number, length: number, shift: number): number {
  return Math.round((size - length) / 2) + Math.round((shift * Math.abs(size - length)) / 2);
}

function onWhite(colour: number, alpha: number): number {
  const blend = (value: number) => 255 - Math.round(((255 - value) * alpha) / 255);
  return blend(colour & 255) | (blend((colour >> 8) & 255) << 8) | (blend(colour >> 16) << 16);
}
