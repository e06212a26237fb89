import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { photoSize, verifyPhoto } from '../../src/photo/measure.js';

const limits = { maxPixels: 1_000_000 };
const photo = sharp({ create: { width: 300, height: 200, channels: 3, background: '#a04020' } });

describe('the size of a photo', () => {
  it.each(['jpeg', 'png', 'gif', 'webp', 'avif'] as const)('is read of %s', async (format) => {
    expect(await photoSize(await photo.clone().toFormat(format).toBuffer())).toEqual({
      width: 300,
      height: 200,
    });
  });

  it('is that of the upright photo', async () => {
    const turned = await photo.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(await photoSize(turned)).toEqual({ width: 200, height: 300 });
  });

  it('is not there for what is no photo', async () => {
    expect(await photoSize(Buffer.from('no photo'))).toBeUndefined();
    expect(await photoSize(Buffer.from('\x89PNG\r\n\x1a\nno photo', 'latin1'))).toBeUndefined();
  });
});

describe('verifying a photo', () => {
  it('accepts a whole one and refuses one that breaks off', async () => {
    const bytes = await photo.clone().jpeg().toBuffer();
    await verifyPhoto(bytes, limits);
    await expect(verifyPhoto(bytes.subarray(0, bytes.length - 200), limits)).rejects.toMatchObject({
      code: 'photo_truncated',
    });
  });
});
