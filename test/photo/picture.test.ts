import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { preparePhoto } from '../../src/photo/decode.js';
import { hashesOfCopies, type Picture, sameColours } from '../../src/photo/picture.js';
import { colourful } from './pictures.js';

async function pictureOf(bytes: Buffer): Promise<Picture> {
  const { picture } = await preparePhoto(bytes, { kind: 'pixels', size: 224 }, { maxPixels: 10_000_000 });
  return picture!;
}

const isCopy = (copy: Picture, of: Picture) =>
  hashesOfCopies(copy).includes(of.hash) && sameColours(copy.colours, of.colours);

const photos = await Promise.all(Array.from({ length: 20 }, (_, i) => colourful(`photo ${i}`)));

describe('a picture', () => {
  const encodings: [name: string, found: number, encode: (photo: Sharp) => Sharp][] = [
    ['a JPEG of quality 80', 20, (photo) => photo.jpeg({ quality: 80 })],
    ['a JPEG of quality 50', 20, (photo) => photo.jpeg({ quality: 50 })],
    ['a WebP', 18, (photo) => photo.webp({ quality: 75 })],
    ['a larger one', 15, (photo) => photo.resize(600).jpeg()],
  ];
  it.for(encodings)('is found again in %s: at least %i of 20', async ([, least, encode]) => {
    const found = await Promise.all(
      photos.map(async (photo) => {
        const copy = await encode(sharp(photo)).toBuffer();
        return isCopy(await pictureOf(copy), await pictureOf(photo));
      }),
    );
    expect(found.filter(Boolean).length).toBeGreaterThanOrEqual(least);
  });

  it('is told from others', async () => {
    const pictures = await Promise.all(photos.map(pictureOf));
    for (const one of pictures) expect(pictures.filter((other) => isCopy(one, other))).toEqual([one]);
  });

  it('is told from one of the same lightness in other colours', async () => {
    const bytes = photos[0]!;
    const turned = await sharp(bytes)
      .recomb([
        [0, 0, 1],
        [0, 1, 0],
        [1, 0, 0],
      ])
      .png()
      .toBuffer();
    const [one, other] = [await pictureOf(bytes), await pictureOf(turned)];
    expect(sameColours(one.colours, other.colours)).toBe(false);
  });

  it('has a hash that Postgres can keep, and asks for 32', async () => {
    for (const picture of await Promise.all(photos.map(pictureOf))) {
      const hashes = hashesOfCopies(picture);
      expect(new Set(hashes).size).toBe(32);
      for (const hash of hashes) expect(BigInt.asIntN(64, hash)).toBe(hash);
    }
  });
});
