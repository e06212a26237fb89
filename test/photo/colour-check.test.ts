import { readdir, readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { preparePhoto } from '../../src/photo/decode.js';
import { card, colourful, tinted, tints } from './pictures.js';

const limits = { maxPixels: 10_000_000 };

async function showsColour(bytes: Buffer, size = 224): Promise<boolean> {
  return (await preparePhoto(bytes, { kind: 'pixels', size }, limits)).colours === 'several';
}

describe('findColours', () => {
  it('sees the colours of a picture, also where they are faint', async () => {
    expect(await showsColour(await colourful('strong'))).toBe(true);
    const faint = sharp(await colourful('faint')).modulate({ saturation: 0.2 });
    expect(await showsColour(await faint.jpeg().toBuffer())).toBe(true);
  });

  it.for(Object.entries(tints))('sees none in a copy in %s', async ([, tint]) => {
    expect(await showsColour(await tinted(await colourful('photo'), tint))).toBe(false);
  });

  it('sees none on a card that a host shows in place of a photo', async () => {
    expect(await showsColour(await card('#e0e0e0', '#909090').toBuffer())).toBe(false);
    expect(await showsColour(await card('#c01818', '#ffffff').toBuffer())).toBe(false);
    expect(await showsColour(await card('#000000', '#000000').toBuffer())).toBe(false);
  });

  it('does not take two colours for a tint', async () => {
    expect(await showsColour(await card('#e07020', '#c8d0ff').toBuffer())).toBe(false);
    const half = {
      input: { create: { width: 120, height: 240, channels: 3, background: '#d0dcff' } },
    } as const;
    const orangeOnBlue = card('#e07020', '#e07020').composite([{ ...half, left: 0, top: 0 }]);
    expect(await showsColour(await orangeOnBlue.toBuffer())).toBe(true);
  });

  it('needs no more than a small picture', async () => {
    const photo = await colourful('small');
    expect(await showsColour(photo, 32)).toBe(true);
    expect(await showsColour(await tinted(photo, tints.sepia), 32)).toBe(false);
  });

  it('counts what is transparent as no part of the picture', async () => {
    const bytes = await colourful('hidden');
    const { data } = await sharp(bytes).ensureAlpha(0).raw().toBuffer({ resolveWithObject: true });
    const size = { width: 240, height: 240, channels: 4 } as const;
    // A grey stripe is all that is opaque.
    data.subarray(0, 240 * 80 * 4).fill(255);
    expect(await showsColour(await sharp(data, { raw: size }).png().toBuffer())).toBe(false);
  });

  it('is told of the JPEG for a service as well', async () => {
    const input = { kind: 'jpeg', maxBytes: 1_000_000 } as const;
    const photo = await colourful('service');
    expect(await preparePhoto(photo, input, limits)).toMatchObject({ colours: 'several' });
    expect(await preparePhoto(await tinted(photo, tints.grey), input, limits)).toMatchObject({
      colours: 'none',
    });
  });
});

const cases = new URL('../../../shared/cases/', import.meta.url);
const shared = (folder: string) => readdir(new URL(folder, cases)).catch(() => []);
const placeholders = (await shared('02-placeholder-named/')).filter((file) => /\.(png|jpg)$/.test(file));
const drawn = (await shared('03-black-and-white-photo-named/')).filter((file) => file.endsWith('.jpg'));

it.skipIf(placeholders.length === 0)(
  'placeholders of hosts show no colour (../shared/cases/02)',
  async () => {
    for (const file of placeholders) {
      expect(await showsColour(await readFile(new URL(`02-placeholder-named/${file}`, cases))), file).toBe(
        false,
      );
    }
  },
);

it.skipIf(drawn.length === 0)(
  'photos in black and white are told from those in colour (../shared/cases/03)',
  async () => {
    for (const file of drawn) {
      const bytes = await readFile(new URL(`03-black-and-white-photo-named/${file}`, cases));
      expect(await showsColour(bytes), file).toBe(file.startsWith('colour'));
    }
  },
);
