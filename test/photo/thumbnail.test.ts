import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { thumbnailJpeg, thumbnailPixels } from '../../src/photo/thumbnail.js';

const limits = { maxPixels: 1_000_000 };

/** Left half red, right half blue. */
function halves(width: number, height: number) {
  const blue = { create: { width: width / 2, height, channels: 3, background: 'blue' } } as const;
  return sharp({ create: { width, height, channels: 3, background: 'red' } })
    .composite([{ input: blue, left: width / 2, top: 0 }])
    .png()
    .toBuffer();
}

describe('thumbnailJpeg', () => {
  it('shrinks the longest side and enlarges nothing', async () => {
    const size = async (bytes: Buffer) => {
      const { format, width, height } = await sharp(await thumbnailJpeg(bytes, limits, 160)).metadata();
      return { format, width, height };
    };
    expect(await size(await halves(640, 320))).toEqual({ format: 'jpeg', width: 160, height: 80 });
    expect(await size(await halves(40, 20))).toEqual({ format: 'jpeg', width: 40, height: 20 });
  });

  it('refuses what is no photo', async () => {
    await expect(thumbnailJpeg(Buffer.from('no photo'), limits, 160)).rejects.toMatchObject({
      code: 'photo_not_an_image',
    });
  });
});

describe('thumbnailPixels', () => {
  it('squeezes a photo of any shape into a square of RGB', async () => {
    const pixels = await thumbnailPixels(await halves(400, 100), limits, 8);
    expect(pixels).toHaveLength(8 * 8 * 3);
    for (const row of [0, 3, 7]) {
      expect([...pixels.subarray(row * 24, row * 24 + 3)]).toEqual([255, 0, 0]);
      expect([...pixels.subarray(row * 24 + 21, row * 24 + 24)]).toEqual([0, 0, 255]);
    }
  });
});
