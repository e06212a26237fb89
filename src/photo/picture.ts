import { hashedSide, hashMargins } from './perceptual-hash.js';
import type { PixelRows } from './pixel-rows.js';

/** What tells a picture from others, and not from copies of itself in another size, format or quality. */
export interface Picture {
  /** The perceptual hash as a signed number of 64 bits. */
  hash: bigint;
  /** The bits of it that a copy may have otherwise. */
  unsure: bigint;
  /** Mean colours of `coloursSide` x `coloursSide` parts, RGB: guitars in the same pose differ in them. */
  colours: Uint8Array;
}

/**
 * Bits nearest to the median, which new encodings change: of 401 photos in JPEG of quality 50 or 80 or in WebP at least
 * 99.5 % change no other, enlarged to 1,200 pixels 91 %, at half the size (150 pixels) 75 %. One bit more would
 * find 2 to 6 % more of the latter and look up twice as many hashes.
 */
const unsureBits = 5;
const coloursSide = 4;
/**
 * Most that a part of a copy differs in a channel, of 255. Of 8,005 shared pictures, other guitars with hashes alike
 * (same colour, same pose) begin at 8.
 */
const greatestDifference = 5;

/** The picture that pixels show, whatever its shape. */
export function toPicture(data: Uint8Array, rows: PixelRows): Picture {
  const pixels = squash(data, rows);
  const margins = hashMargins(pixels);
  const closest = [...margins.keys()].sort((a, b) => Math.abs(margins[a]!) - Math.abs(margins[b]!));
  return {
    hash: toBits([...margins.keys()].filter((bit) => margins[bit]! > 0)),
    unsure: toBits(closest.slice(0, unsureBits)),
    colours: meanColours(pixels),
  };
}

/** The hashes that copies of a picture may have. */
export function hashesOfCopies({ hash, unsure }: Pick<Picture, 'hash' | 'unsure'>): bigint[] {
  let hashes = [hash];
  for (let bit = 0n; bit < 64n; bit++) {
    const flip = BigInt.asIntN(64, 1n << bit);
    if (unsure & flip) hashes = hashes.flatMap((one) => [one, one ^ flip]);
  }
  return hashes;
}

/** Whether pictures with hashes alike have the same colours. */
export function sameColours(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((value, i) => Math.abs(value - b[i]!) <= greatestDifference);
}

function toBits(bits: readonly number[]): bigint {
  return BigInt.asIntN(
    64,
    bits.reduce((all, bit) => all | (1n << BigInt(bit)), 0n),
  );
}

/** `hashedSide` x `hashedSide` means on white, RGB. */
function squash(data: Uint8Array, { width, height, channels }: PixelRows): Uint8Array {
  const pixels = new Uint8Array(hashedSide * hashedSide * 3);
  for (let row = 0; row < hashedSide; row++) {
    const top = Math.floor((row * height) / hashedSide);
    const bottom = Math.max(top + 1, Math.floor(((row + 1) * height) / hashedSide));
    for (let column = 0; column < hashedSide; column++) {
      const left = Math.floor((column * width) / hashedSide);
      const right = Math.max(left + 1, Math.floor(((column + 1) * width) / hashedSide));
      const area = (bottom - top) * (right - left);
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let y = top; y < bottom; y++) {
        let at = (y * width + left) * channels;
        for (let x = left; x < right; x++, at += channels) {
          const clear = channels === 4 ? 1 - data[at + 3]! / 255 : 0;
          red += data[at]! + clear * (255 - data[at]!);
          green += data[at + 1]! + clear * (255 - data[at + 1]!);
          blue += data[at + 2]! + clear * (255 - data[at + 2]!);
        }
      }
      const to = (row * hashedSide + column) * 3;
      pixels[to] = Math.round(red / area);
      pixels[to + 1] = Math.round(green / area);
      pixels[to + 2] = Math.round(blue / area);
    }
  }
  return pixels;
}

function meanColours(pixels: Uint8Array): Uint8Array {
  const side = hashedSide / coloursSide;
  const sums = new Float64Array(coloursSide * coloursSide * 3);
  for (let i = 0; i < pixels.length; i++) {
    const pixel = Math.floor(i / 3);
    const part =
      Math.floor(pixel / hashedSide / side) * coloursSide + Math.floor((pixel % hashedSide) / side);
    sums[part * 3 + (i % 3)]! += pixels[i]!;
  }
  return Uint8Array.from(sums, (sum) => Math.round(sum / side ** 2));
}
