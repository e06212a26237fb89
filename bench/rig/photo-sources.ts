import sharp from 'sharp';
import { createRandom } from '#dist/random.js';

/** Photos by name. */
export type Sources = ReadonlyMap<string, Buffer>;

/** Draws small photos of every format and kind that is read; the same on every machine that has the same sharp. */
export async function drawSources(): Promise<Sources> {
  const random = createRandom('sources of mutations');
  const texture = (width: number, height: number, channels: 3 | 4 = 3) => {
    const pixels = Buffer.from(Array.from({ length: 12 * 9 * channels }, () => random.integer(256)));
    return sharp(pixels, { raw: { width: 12, height: 9, channels } }).resize(width, height, { fit: 'fill' });
  };
  const frames = await Promise.all([0, 1, 2].map(() => texture(48, 40).png().toBuffer()));
  const animation = () => sharp(frames, { join: { animated: true } });
  const drawn = {
    jpeg: texture(96, 72).jpeg(),
    'jpeg progressive': texture(160, 120).jpeg({ progressive: true }),
    'jpeg of CMYK': texture(64, 64).toColourspace('cmyk').jpeg(),
    'jpeg on its side, with EXIF and profile': texture(120, 80)
      .withIccProfile('p3')
      .withMetadata({ orientation: 6 })
      .jpeg(),
    'jpeg grey': texture(64, 48).greyscale().jpeg(),
    png: texture(64, 48).png(),
    'png interlaced': texture(64, 48).png({ progressive: true }),
    'png of 16 bits': texture(48, 48).toColourspace('rgb16').png(),
    'png palette': texture(64, 48).png({ palette: true }),
    'png with alpha': texture(48, 48, 4).png(),
    gif: texture(64, 48).gif(),
    'gif animated': animation().gif({ delay: [10, 10, 10] }),
    webp: texture(96, 72).webp(),
    'webp lossless': texture(64, 48, 4).webp({ lossless: true }),
    'webp animated': animation().webp({ delay: [10, 10, 10] }),
    avif: texture(64, 48).avif({ effort: 0 }),
    'avif with alpha': texture(48, 48, 4).avif({ effort: 0 }),
  };
  const entries = Object.entries(drawn).map(async ([name, photo]) => [name, await photo.toBuffer()] as const);
  return new Map(await Promise.all(entries));
}
