import { readdir, readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import sharp, { type Create, type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { HoneyburstError } from '../../src/errors.js';
import { preparePhoto } from '../../src/photo/decode.js';
import { endedJpegs } from '../../src/photo/jpeg-end.js';
import { letterbox } from '../../src/photo/letterbox.js';
import { photoSize } from '../../src/photo/measure.js';
import type { PixelFit } from '../../src/photo/photo.js';
import { createRandom } from '../../src/random.js';

const limits = { maxPixels: 1_000_000 };
const size = 64;
const input = { kind: 'pixels', size } as const;
const white = [255, 255, 255, 0];

const prepare = async (bytes: Buffer) => ({
  data: letterbox(await preparePhoto(bytes, input, limits), size),
});

function plain(width: number, height: number, background: Create['background'] = '#4080c0'): Sharp {
  return sharp({ create: { width, height, channels: 3, background } });
}

/** Four quarters of different colours: top left red, top right green, bottom left blue, bottom right yellow. */
function quarters(width = 64, height = 32): Sharp {
  const quarter = (left: number, top: number, background: string) => ({
    input: { create: { width: width / 2, height: height / 2, channels: 3, background } } as const,
    left,
    top,
  });
  return plain(width, height, 'red').composite([
    quarter(width / 2, 0, 'lime'),
    quarter(0, height / 2, 'blue'),
    quarter(width / 2, height / 2, 'yellow'),
  ]);
}

/** Something with detail, like a photo. */
async function texture(width = 96, height = 72): Promise<Sharp> {
  const random = createRandom('texture');
  const pixels = Buffer.from(Array.from({ length: 12 * 9 * 3 }, () => random.integer(256)));
  const small = sharp(pixels, { raw: { width: 12, height: 9, channels: 3 } });
  return sharp(await small.resize(width, height).png().toBuffer());
}

const formats: Record<string, (photo: Sharp) => Sharp> = {
  JPEG: (photo) => photo.jpeg(),
  'progressive JPEG': (photo) => photo.jpeg({ progressive: true }),
  PNG: (photo) => photo.png(),
  'interlaced PNG': (photo) => photo.png({ progressive: true }),
  'palette PNG': (photo) => photo.png({ palette: true }),
  WebP: (photo) => photo.webp({ quality: 95 }),
  GIF: (photo) => photo.gif(),
  AVIF: (photo) => photo.avif({ quality: 90, effort: 0 }),
};

function pixel(data: Uint8Array, x: number, y: number): number[] {
  return [...data.subarray((y * size + x) * 4, (y * size + x) * 4 + 4)];
}

function expectColour(actual: number[], expected: number[], tolerance = 6): void {
  const furthest = Math.max(...actual.map((value, channel) => Math.abs(value - expected[channel]!)));
  expect(furthest, `${actual} is not near ${expected}`).toBeLessThanOrEqual(tolerance);
}

function isPhoto(data: Uint8Array): boolean[] {
  return Array.from({ length: size * size }, (_, index) => data[index * 4 + 3] === 255);
}

async function code(preparing: Promise<unknown>): Promise<string> {
  const error = await preparing.then(
    () => expect.fail('the photo was decoded'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HoneyburstError)) throw error;
  expect(error).toMatchObject({ stage: 'decode', retryable: false });
  return error.code;
}

describe('a photo of any format', () => {
  it.each(Object.entries(formats))('is read: %s', async (_, encode) => {
    const { data } = await prepare(await encode(quarters()).toBuffer());
    expect(data).toHaveLength(size * size * 4);
    expectColour(pixel(data, 10, 20), [255, 0, 0, 255], 25);
    expectColour(pixel(data, 50, 20), [0, 255, 0, 255], 25);
    expectColour(pixel(data, 10, 44), [0, 0, 255, 255], 25);
    expectColour(pixel(data, 50, 44), [255, 255, 0, 255], 25);
  });

  it.each(['gif', 'webp'] as const)('is its first frame: %s', async (format) => {
    const frames = await Promise.all(['red', 'lime', 'blue'].map((c) => plain(40, 40, c).png().toBuffer()));
    const animation = sharp(frames, { join: { animated: true } })[format]({ delay: [10, 10, 10] });
    const bytes = await animation.toBuffer();
    expect((await sharp(bytes).metadata()).pages).toBe(3);
    const { data } = await prepare(bytes);
    expectColour(pixel(data, 32, 32), [255, 0, 0, 255]);
    expectColour(pixel(data, 32, 63), [255, 0, 0, 255]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is turned upright from EXIF orientation %i', async (orientation) => {
    // What a camera held that way stores, made by the inverse of what the orientation asks for.
    const inverse: Record<number, (photo: Sharp) => Sharp> = {
      1: (photo) => photo,
      2: (photo) => photo.flop(),
      3: (photo) => photo.rotate(180),
      4: (photo) => photo.flip(),
      5: (photo) => photo.rotate(270).flop(),
      6: (photo) => photo.rotate(270),
      7: (photo) => photo.rotate(90).flop(),
      8: (photo) => photo.rotate(90),
    };
    const upright = await quarters(640, 320).png().toBuffer();
    const stored = await inverse[orientation]!(sharp(upright)).png().toBuffer();
    const bytes = await sharp(stored).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
    const { data } = await prepare(bytes);
    expectColour(pixel(data, 10, 20), [255, 0, 0, 255]);
    expectColour(pixel(data, 50, 20), [0, 255, 0, 255]);
    expectColour(pixel(data, 10, 44), [0, 0, 255, 255]);
    expectColour(pixel(data, 50, 44), [255, 255, 0, 255]);
    expect(pixel(data, 32, 15)).toEqual(white);
  });

  it('is converted to sRGB from its own profile', async () => {
    const bytes = await plain(640, 640, '#c06040').withIccProfile('p3').jpeg({ quality: 100 }).toBuffer();
    const stored = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
    expect(Math.abs(stored[0]! - 0xc0)).toBeGreaterThan(5);
    expectColour(pixel((await prepare(bytes)).data, 32, 32), [0xc0, 0x60, 0x40, 255], 3);
  });

  it('is converted to sRGB from CMYK, with and without a profile', async () => {
    const cmyk = plain(64, 64, '#d02030').toColourspace('cmyk');
    const bare = await cmyk.clone().jpeg().toBuffer();
    const profiled = await cmyk.withIccProfile('cmyk').jpeg().toBuffer();
    expect((await sharp(bare).metadata()).hasProfile).toBe(false);
    expect((await sharp(profiled).metadata()).hasProfile).toBe(true);
    for (const bytes of [bare, profiled]) {
      const { space, channels } = await sharp(bytes).metadata();
      expect({ space, channels }).toEqual({ space: 'cmyk', channels: 4 });
      expectColour(pixel((await prepare(bytes)).data, 32, 32), [0xd0, 0x20, 0x30, 255], 20);
    }
  });

  it('may have 16 bits, one channel, or one and transparency', async () => {
    const grey = plain(64, 64, '#808080');
    const [deep, single, singleClear] = await Promise.all([
      plain(64, 64, '#4080c0').toColourspace('rgb16').png().toBuffer(),
      grey.clone().toColourspace('b-w').png().toBuffer(),
      grey.clone().ensureAlpha(0.2).toColourspace('b-w').png().toBuffer(),
    ]);
    expect(await sharp(deep).metadata()).toMatchObject({ depth: 'ushort', channels: 3 });
    expect(await sharp(single).metadata()).toMatchObject({ channels: 1 });
    expect(await sharp(singleClear).metadata()).toMatchObject({ channels: 2 });
    expectColour(pixel((await prepare(deep)).data, 32, 32), [0x40, 0x80, 0xc0, 255], 1);
    expectColour(pixel((await prepare(single)).data, 32, 32), [128, 128, 128, 255], 1);
    expect(pixel((await prepare(singleClear)).data, 32, 32)).toEqual(white);
  });

  it('is of one pixel, or very long', async () => {
    for (const [width, height] of [
      [1, 1],
      [3000, 1],
      [1, 3000],
    ] as const) {
      const { data } = await prepare(await plain(width, height).png().toBuffer());
      expectColour(pixel(data, 32, 32), [0x40, 0x80, 0xc0, 255], 1);
    }
  });
});

describe('the square', () => {
  it.each([
    [200, 100, 64, 32],
    [100, 200, 32, 64],
    [64, 64, 64, 64],
    [64, 63, 64, 63],
    [10, 7, 64, 45],
    [300, 17, 64, 4],
  ])('holds a %i x %i photo as %i x %i in its middle, and says so', async (width, height, w, h) => {
    const { data } = await prepare(await plain(width, height, 'white').png().toBuffer());
    const left = Math.round((size - w) / 2);
    const top = Math.round((size - h) / 2);
    const expected = Array.from({ length: size * size }, (_, index) => {
      const x = index % size;
      const y = Math.floor(index / size);
      return x >= left && x < left + w && y >= top && y < top + h;
    });
    expect(isPhoto(data)).toEqual(expected);
    const colours = data.filter((_, index) => index % 4 !== 3);
    expect(colours.every((value) => value === 255)).toBe(true);
  });

  it('is not photo where the photo is transparent, and white shines through where it is half so', async () => {
    const clear = {
      width: 64,
      height: 64,
      channels: 4,
      background: { r: 200, g: 0, b: 0, alpha: 0 },
    } as const;
    const patch = (alpha: number, left: number) => ({
      input: { create: { ...clear, width: 16, background: { r: 0, g: 0, b: 255, alpha } } } as const,
      left,
      top: 0,
    });
    const bytes = await sharp({ create: clear })
      .composite([patch(1, 0), patch(0.6, 16), patch(0.4, 32)])
      .png()
      .toBuffer();
    const { data } = await prepare(bytes);
    expect(pixel(data, 8, 32)).toEqual([0, 0, 255, 255]);
    expectColour(pixel(data, 24, 32), [102, 102, 255, 255], 2);
    expect(pixel(data, 40, 32)).toEqual(white);
    expect(pixel(data, 56, 32)).toEqual(white);
  });
});

describe('a JPEG to send elsewhere', () => {
  const jpeg = (bytes: Buffer, maxBytes: number) =>
    preparePhoto(bytes, { kind: 'jpeg', maxBytes }, { maxPixels: 100_000_000 });

  it('is upright, sRGB, without metadata, and not enlarged', async () => {
    const stored = quarters(640, 320).withIccProfile('p3').withMetadata({ orientation: 6 });
    const { data } = await jpeg(await stored.jpeg().toBuffer(), 1_000_000);
    const header = await sharp(data).metadata();
    expect(header).toMatchObject({
      format: 'jpeg',
      width: 320,
      height: 640,
      space: 'srgb',
      hasProfile: false,
    });
    expect(header.orientation).toBeUndefined();
    expect(header.exif).toBeUndefined();
  });

  it('has white for what was transparent', async () => {
    const clear = { r: 0, g: 0, b: 0, alpha: 0 };
    const bytes = await sharp({ create: { width: 9, height: 9, channels: 4, background: clear } })
      .png()
      .toBuffer();
    const pixels = await sharp((await jpeg(bytes, 100_000)).data)
      .raw()
      .toBuffer();
    expect(pixels.every((value) => value === 255)).toBe(true);
  });

  it('is made smaller until it fits, or refused', async () => {
    const random = createRandom('noise');
    const pixels = Buffer.from(Array.from({ length: 900 * 600 * 3 }, () => random.integer(256)));
    const noise = await sharp(pixels, { raw: { width: 900, height: 600, channels: 3 } })
      .png()
      .toBuffer();
    const large = (await jpeg(noise, 4_000_000)).data;
    expect(await sharp(large).metadata()).toMatchObject({ width: 900, height: 600 });
    const small = (await jpeg(noise, 50_000)).data;
    expect(small.length).toBeLessThanOrEqual(50_000);
    expect(small.length).toBeGreaterThan(15_000);
    expect(await code(jpeg(noise, 100))).toBe('photo_too_large');
  });
});

describe('a hostile photo', () => {
  it.each([
    ['nothing', ''],
    ['text', 'I am a photo.jpg, honestly'],
    ['an error page', '<!DOCTYPE html><html><body>404 Not Found</body></html>'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="/etc/passwd"/></svg>'],
    ['PDF', '%PDF-1.7\n1 0 obj'],
    ['TIFF', 'II*\0\x08\0\0\0'],
    ['BMP', 'BM\x36\0\0\0\0\0\0\0\x36\0\0\0'],
    ['HEIC', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
    ['HEIC that calls itself an image', '\0\0\0\x18ftypmif1\0\0\0\0mif1heic'],
    ['a single byte', '\xff'],
  ])('of another kind is refused: %s', async (_, text) => {
    expect(await code(prepare(Buffer.from(text, 'latin1')))).toBe('photo_not_an_image');
  });

  it.each(['GIF89aaaaaaaaaaaaaaaaaaaa', 'RIFFaaaaWEBPaaaaaaaaaaaaa', '\0\0\0\x1cftypavif    mif1avif   '])(
    'that turns out to be SVG is refused: %j',
    async (start) => {
      const svg =
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
      expect(await code(prepare(Buffer.from(start + svg, 'latin1')))).toBe('photo_undecodable');
    },
  );

  it('of 100,000 x 100,000 pixels is refused by its header', async () => {
    const png = await plain(10, 10).png().toBuffer();
    png.writeUInt32BE(100_000, 16);
    png.writeUInt32BE(100_000, 20);
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
    expect(await code(prepare(png))).toBe('photo_too_many_pixels');
  });

  it('with more pixels than the limit is refused in every format, with as many it is not', async () => {
    for (const encode of Object.values(formats)) {
      const bytes = await encode(plain(100, 80)).toBuffer();
      const limited = (maxPixels: number) => preparePhoto(bytes, input, { maxPixels });
      expect(await code(limited(7_999))).toBe('photo_too_many_pixels');
      expect((await limited(8_000)).rows).toMatchObject({ width: size });
    }
  });

  it.each(Object.entries(formats))('that breaks off is refused: %s', async (name, encode) => {
    const bytes = await encode(await texture(300, 200)).toBuffer();
    // These give nothing of a photo that is not whole.
    const expected = /WebP|AVIF|interlaced/.test(name) ? 'photo_undecodable' : 'photo_truncated';
    for (const share of [0.5, 0.9]) {
      expect(await code(prepare(bytes.subarray(0, bytes.length * share)))).toBe(expected);
    }
    expect(await code(prepare(bytes.subarray(0, 20)))).toBe('photo_undecodable');
  });

  const padding = {
    'NULs behind it': (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(2048)]),
    'garbage behind it': (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('<p>sorry</p>'.repeat(50))]),
    'NULs before it': (bytes: Buffer) => Buffer.concat([Buffer.alloc(300), bytes]),
    'line ends and a mark before it': (bytes: Buffer) => Buffer.concat([Buffer.from('\ufeff\r\n'), bytes]),
  };
  it.each(Object.entries(padding))('that is whole is read with %s', async (_, pad) => {
    for (const [name, encode] of Object.entries(formats)) {
      const bytes = await encode(quarters(128, 64)).toBuffer();
      if (name === 'AVIF') continue;
      const padded = pad(bytes);
      expect(await prepare(padded), name).toEqual(await prepare(bytes));
      expect(await photoSize(padded), name).toEqual({ width: 128, height: 64 });
    }
  });

  const jpegs: Record<string, (photo: Sharp) => Sharp> = {
    sequential: (photo) => photo.jpeg({ optimiseCoding: false }),
    'with full colour': (photo) => photo.jpeg({ chromaSubsampling: '4:4:4', quality: 98 }),
    grey: (photo) => photo.toColourspace('b-w').jpeg(),
    progressive: (photo) => photo.jpeg({ progressive: true }),
  };
  it.each(Object.entries(jpegs))(
    'without its end marker is read if no pixel is missing: JPEG %s',
    async (_, encode) => {
      const bytes = await encode(await texture(403, 299)).toBuffer();
      const whole = await prepare(bytes);
      const cut = bytes.subarray(0, -2);
      const versions = [cut, bytes.subarray(0, -1), Buffer.concat([cut, Buffer.alloc(500)])];
      for (const version of versions) expect(await prepare(version)).toEqual(whole);
      for (const missing of [4, 6, 20, 1000]) {
        const broken = bytes.subarray(0, -missing);
        expect(await code(prepare(broken)), `${missing} bytes`).toBe('photo_truncated');
        // Two bytes of NUL could as well be data.
        if (missing < 20) continue;
        const filled = Buffer.concat([broken, Buffer.alloc(missing)]);
        expect(await code(prepare(filled)), `${missing} NULs`).toBe('photo_truncated');
      }
    },
  );

  it('without its end marker is read with garbage behind it, and between restart markers', async () => {
    const bytes = await (await texture(160, 96)).jpeg().toBuffer();
    const cut = Buffer.concat([bytes.subarray(0, -2), Buffer.from('<p>sorry</p>')]);
    expect(await prepare(cut)).toEqual(await prepare(bytes));
    expect(endedJpegs(bytes)).toBeUndefined();
    expect(endedJpegs(Buffer.concat([bytes, Buffer.from('junk')]))).toBeUndefined();

    // Four blocks without detail (codes 00 and 1010, filled up with ones), and a restart marker behind each.
    const grey = await plain(32, 8, '#808080')
      .toColourspace('b-w')
      .jpeg({ optimiseCoding: false })
      .toBuffer();
    const scan = grey.indexOf('\xff\xda', 'latin1');
    const restarts = [Buffer.from('ffdd00040001', 'hex'), grey.subarray(scan, scan + 10)];
    const data = Buffer.from('2bffd02bffd12bffd22bffd9', 'hex');
    const restarting = Buffer.concat([grey.subarray(0, scan), ...restarts, data]);
    expectColour(pixel((await prepare(restarting)).data, 32, 32), [128, 128, 128, 255], 1);
    expect(endedJpegs(restarting.subarray(0, -2))).toEqual([restarting]);
    expect(endedJpegs(restarting.subarray(0, -3))).toEqual([]);
  });

  it('of any mutation is decoded or refused, and nothing else happens', async () => {
    const random = createRandom('mutations');
    const photo = await texture();
    const originals = await Promise.all(
      Object.values(formats).map((encode) => encode(photo.clone()).toBuffer()),
    );
    const outcomes = new Map<string, number>();
    for (let round = 0; round < 400; round++) {
      const bytes = Buffer.from(random.pick(originals));
      for (let edits = 1 + random.integer(8); edits > 0; edits--) {
        // Headers are short and do more than pixels: half of the edits go there.
        const at = random.integer(random.chance(0.5) ? Math.min(bytes.length, 300) : bytes.length);
        const edit = random.pick(['byte', 'fill', 'copy']);
        if (edit === 'byte') bytes[at] = random.integer(256);
        if (edit === 'fill') bytes.subarray(at, at + 16).fill(random.pick([0, 0xff]));
        if (edit === 'copy') bytes.copyWithin(at, random.integer(bytes.length), random.integer(bytes.length));
      }
      const cut = random.chance(0.2) ? bytes.subarray(0, random.integer(bytes.length)) : bytes;
      const outcome = await prepare(cut).then(
        ({ data }) => `${data.length} bytes`,
        (error: unknown) => (error instanceof HoneyburstError ? error.code : String(error)),
      );
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect([...outcomes.keys()].sort()).toEqual([
      `${size * size * 4} bytes`,
      'photo_not_an_image',
      'photo_too_many_pixels',
      'photo_truncated',
      'photo_undecodable',
    ]);
  });
});

const guitars = new URL('../../../shared/guitars/images/', import.meta.url);
const names = await readdir(guitars).catch(() => []);

it.skipIf(names.length === 0)(
  'real guitar photos (../shared/guitars, skipped where absent) are decoded',
  async () => {
    for (const name of names.slice(0, 50)) {
      const { data } = await prepare(await readFile(new URL(name, guitars)));
      expect(isPhoto(data).some(Boolean)).toBe(true);
    }
  },
);

describe('a photo for a network of another program', () => {
  const fitted = async (bytes: Buffer, fit: PixelFit) => ({
    data: letterbox(await preparePhoto(bytes, { kind: 'pixels', size, fit }, limits), size),
  });

  it('is squashed whole where it is to be stretched', async () => {
    const { data } = await fitted(await quarters(200, 100).png().toBuffer(), 'stretch');
    expect(isPhoto(data).every(Boolean)).toBe(true);
    expectColour(pixel(data, 2, 2), [255, 0, 0, 255]);
    expectColour(pixel(data, 61, 2), [0, 255, 0, 255]);
    expectColour(pixel(data, 2, 61), [0, 0, 255, 255]);
    expectColour(pixel(data, 61, 61), [255, 255, 0, 255]);
  });

  it.each([
    [400, 200],
    [200, 400],
    [40, 20],
  ])('is the middle of it, upright, where it is to be cropped: %i x %i', async (width, height) => {
    // Bands one after the other along the longer side: only the two in the middle are within the square.
    const upright = { width, height };
    const long = width > height;
    const bands = ['red', 'lime', 'blue', 'yellow'].map((background, index) => {
      const size = { width: long ? width / 4 : width, height: long ? height : height / 4 };
      const input = { create: { ...size, channels: 3, background } } as const;
      return { input, left: long ? index * size.width : 0, top: long ? 0 : index * size.height };
    });
    const photo = await plain(upright.width, upright.height).composite(bands).png().toBuffer();
    const stored = await sharp(photo).rotate(270).withMetadata({ orientation: 6 }).png().toBuffer();
    const { data } = await fitted(stored, { shorterSide: size });
    expect(isPhoto(data).every(Boolean)).toBe(true);
    const at = (along: number) => (long ? pixel(data, along, 32) : pixel(data, 32, along));
    expectColour(at(4), [0, 255, 0, 255]);
    expectColour(at(59), [0, 0, 255, 255]);
  });

  it('loses a margin where its shorter side is larger than the square', async () => {
    const framed = await plain(160, 120, 'blue')
      .composite([{ input: { create: { width: 60, height: 60, channels: 3, background: 'red' } } }])
      .png()
      .toBuffer();
    const whole = await fitted(framed, { shorterSide: size });
    expectColour(pixel(whole.data, 2, 2), [0, 0, 255, 255]);
    const middle = await fitted(framed, { shorterSide: 128 });
    // 60 of 120 px of the shorter side are left, and of these all but a rim is red.
    for (const [x, y] of [
      [3, 3],
      [60, 3],
      [3, 60],
      [60, 60],
    ] as const)
      expectColour(pixel(middle.data, x, y), [255, 0, 0, 255]);
  });

  it('has white where it is transparent', async () => {
    const background = { r: 255, g: 0, b: 0, alpha: 0 };
    const clear = sharp({ create: { width: 64, height: 64, channels: 4, background } });
    const { data } = await fitted(await clear.png().toBuffer(), 'stretch');
    expect(pixel(data, 32, 32).slice(0, 3)).toEqual([255, 255, 255]);
  });
});
