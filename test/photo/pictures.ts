import sharp, { type Sharp } from 'sharp';
import { createRandom } from '../../src/random.js';

const side = 240;

/** A picture with detail and colours of its own around `mean`; equal seeds give equal pictures. */
export function colourful(seed: string, mean: readonly number[] = [128, 128, 128]): Promise<Buffer> {
  const random = createRandom(seed);
  const pixels = Uint8Array.from({ length: 15 * 15 * 3 }, (_, i) =>
    Math.min(255, Math.max(0, mean[i % 3]! + random.integer(80) - 40)),
  );
  return sharp(pixels, { raw: { width: 15, height: 15, channels: 3 } })
    .resize(side, side, { kernel: 'cubic' })
    .png()
    .toBuffer();
}

/** The picture with its lightness, 0 to 255, turned into a colour; a JPEG. */
export async function tinted(bytes: Buffer, tint: (lightness: number) => readonly number[]): Promise<Buffer> {
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pixels = Uint8Array.from(data, (value) => value).reduce<number[]>((all, value, i) => {
    if (i % info.channels === 0) all.push(...tint(value));
    return all;
  }, []);
  return sharp(Uint8Array.from(pixels), { raw: { width: info.width, height: info.height, channels: 3 } })
    .jpeg({ quality: 80 })
    .toBuffer();
}

export const tints = {
  grey: (l: number) => [l, l, l],
  sepia: (l: number) =>
    l < 128 ? [0.9 * l, 0.52 * l, 0.16 * l] : [115 + (l - 128), 67 + 1.36 * (l - 128), 20 + 1.5 * (l - 128)],
  blue: (l: number) => [0.8 * l, 0.9 * l, 20 + 0.92 * l],
} as const;

/** A card with one word on it, such as a host shows in place of a photo. */
export function card(background: string, ink: string): Sharp {
  const letters = `<svg width="${side}" height="${side}"><text x="20" y="130" font-size="40" fill="${ink}">NO IMAGE</text></svg>`;
  return sharp({ create: { width: side, height: side, channels: 3, background } })
    .composite([{ input: Buffer.from(letters) }])
    .png();
}
