import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { checkPhoto } from '../../../src/custom-vision/server/check-photo.js';

const make = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#a04020' } })
    .png({ compressionLevel: 1 })
    .toBuffer();

describe('a photo to train on', () => {
  it('has its size', async () => {
    expect(await checkPhoto(await make(250, 10), { maxPixels: 2500 })).toEqual({ width: 250, height: 10 });
  });

  it.each([
    ['more pixels than are decoded', 51, 50],
    ['one side over 25 times the other', 26, 1],
    ['a side over 10,240 pixels', 10_241, 500],
  ])('has not %s', async (_, width, height) => {
    expect(await checkPhoto(await make(width, height), { maxPixels: 2500 })).toBe('ErrorImageDimensions');
  });
});
