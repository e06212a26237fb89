import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/config.js';
import { HoneyburstError } from '../../src/errors.js';
import { preparePhoto } from '../../src/photo/decode.js';
import { photoSize } from '../../src/photo/measure.js';
import type { PreparedPhoto } from '../../src/photo/photo.js';
import { thumbnailJpeg } from '../../src/photo/thumbnail.js';

const { photo: limits } = parseConfig({});
const prepare = (bytes: Buffer) => preparePhoto(bytes, { kind: 'pixels', size: 224 }, limits);

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#c04020' } });
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const repeat = (bytes: Buffer, times: number) => Buffer.concat(Array(times).fill(bytes));

function pngChunk(type: string, data: Buffer): Buffer {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length);
  chunk.write(type, 4);
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), data.length + 8);
  return chunk;
}

/** All of it there, and of one colour: 1 bit a pixel. */
function whitePng(side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  const rows = Buffer.alloc((side / 8 + 1) * side);
  return Buffer.concat([
    latin1('\x89PNG\r\n\x1a\n'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows, { level: 1 })),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function riff(...chunks: Buffer[]): Buffer {
  const file = Buffer.concat([latin1('RIFF\0\0\0\0WEBP'), ...chunks]);
  file.writeUInt32LE(file.length - 8, 4);
  return file;
}

/** An animated WebP of frames of one pixel. */
async function webpOfFrames(count: number): Promise<Buffer> {
  const frame = (await plain(1, 1).webp({ lossless: true }).toBuffer()).subarray(12);
  const head = Buffer.alloc(24);
  head.write('ANMF');
  head.writeUInt32LE(16 + frame.length, 4);
  const header = latin1('VP8X\x0a\0\0\0\x02\0\0\0\x07\0\0\x07\0\0');
  const animation = latin1('ANIM\x06\0\0\0\0\0\0\0\0\0');
  return riff(header, animation, repeat(Buffer.concat([head, frame]), count));
}

/** A progressive JPEG whose last scan comes again and again, as one that may. */
async function jpegOfScans(count: number, side = 64): Promise<Buffer> {
  const jpeg = await plain(side, side).jpeg({ progressive: true }).toBuffer();
  const scan = Buffer.from(jpeg.subarray(jpeg.lastIndexOf(latin1('\xff\xda')), -2));
  // It refines nothing: else it would be out of order.
  scan[3 + scan.readUInt16BE(2) - 2] = 0;
  return Buffer.concat([jpeg.subarray(0, -2), repeat(scan, count), jpeg.subarray(-2)]);
}

async function jpegOfSegments(count: number): Promise<Buffer> {
  const jpeg = await plain(8, 8).jpeg().toBuffer();
  const segments = repeat(latin1('\xff\xe2\0\x04\0\0'), count);
  return Buffer.concat([jpeg.subarray(0, 2), segments, jpeg.subarray(2)]);
}

async function claiming(photo: Promise<Buffer>, write: (bytes: Buffer) => void): Promise<Buffer> {
  const bytes = await photo;
  write(bytes);
  return bytes;
}

const bombs: readonly (readonly [what: string, code: string, bytes: () => Promise<Buffer> | Buffer])[] = [
  ['a PNG of 20,000 x 20,000 pixels of one colour', 'photo_too_many_pixels', () => whitePng(20_000)],
  [
    'a GIF that claims a frame of 65,535 x 65,535 pixels',
    'photo_too_many_pixels',
    () =>
      claiming(plain(1, 1).gif().toBuffer(), (gif) => {
        const frame = gif.indexOf(0x2c, 13 + 3 * 2 ** ((gif[10]! & 7) + 1));
        for (const at of [6, frame + 5]) gif.fill(0xff, at, at + 4);
      }),
  ],
  [
    'a JPEG that claims 65,279 x 65,279 pixels',
    'photo_too_many_pixels',
    () =>
      claiming(plain(8, 8).jpeg().toBuffer(), (jpeg) => {
        const frame = jpeg.indexOf(latin1('\xff\xc0'));
        jpeg.writeUInt32BE(0xfeff_feff, frame + 5);
      }),
  ],
  [
    'a WebP that claims a canvas of 16,000 x 16,000',
    'photo_too_many_pixels',
    async () =>
      claiming(webpOfFrames(2), (webp) => {
        webp.writeUIntLE(15_999, 24, 3);
        webp.writeUIntLE(15_999, 27, 3);
      }),
  ],
  [
    'an AVIF that claims 20,000 x 20,000 pixels',
    'photo_too_many_pixels',
    () =>
      claiming(plain(64, 64).avif({ effort: 0 }).toBuffer(), (avif) => {
        const size = avif.indexOf('ispe') + 8;
        avif.writeUInt32BE(20_000, size);
        avif.writeUInt32BE(20_000, size + 4);
      }),
  ],
  ['a JPEG of 20,000 scans', 'photo_too_many_parts', () => jpegOfScans(20_000)],
  ['a JPEG of a million empty segments', 'photo_too_many_parts', () => jpegOfSegments(1_000_000)],
  ['a WebP of 100,000 frames', 'photo_too_many_parts', () => webpOfFrames(100_000)],
];

describe('a photo that unpacks to far more than it is', () => {
  it.each(bombs)('is refused at once: %s', async (_, code, make) => {
    const bytes = await make();
    expect(bytes.length).toBeLessThan(limits.maxBytes);
    const memory = process.resourceUsage().maxRSS;
    const startedAt = performance.now();
    const refused = { code, stage: 'decode', retryable: false };
    await expect(prepare(bytes)).rejects.toMatchObject(refused);
    await expect(thumbnailJpeg(bytes, limits, 160)).rejects.toMatchObject(refused);
    await photoSize(bytes);
    expect(performance.now() - startedAt).toBeLessThan(2000);
    expect(process.resourceUsage().maxRSS - memory).toBeLessThan(100_000);
  });

  it('is none where a photo has as many parts as real ones may', async () => {
    for (const bytes of [await jpegOfScans(80), await jpegOfSegments(900), await webpOfFrames(900)])
      expectPixels(await prepare(bytes));
    // Whatever stands behind its end or within its metadata is no part of it.
    const jpeg = await plain(64, 64).jpeg({ progressive: true }).toBuffer();
    const comment = Buffer.concat([latin1('\xff\xfe\xff\xff'), repeat(latin1('\xff\xda\0'), 22_000)]);
    const film = repeat(latin1('\xff\xda\0\x03\0'), 10_000);
    const padded = [jpeg.subarray(0, 2), comment.subarray(0, 65_537), jpeg.subarray(2), film];
    expectPixels(await prepare(Buffer.concat(padded)));
  });

  it('is none where it is long and thin', async () => {
    for (const [width, height] of [
      [1, 60_000],
      [60_000, 1],
    ] as const) {
      const bytes = await plain(width, height).jpeg().toBuffer();
      const cropped = { kind: 'pixels', size: 224, fit: { shorterSide: 256 } } as const;
      expectPixels(await preparePhoto(bytes, cropped, limits));
    }
  });
});

/** Rows as long as the square is wide, whole. */
function expectPixels({ data, rows }: PreparedPhoto): void {
  expect(Math.max(rows!.width, rows!.height)).toBe(224);
  expect(data).toHaveLength(rows!.width * rows!.height * rows!.channels);
}

const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
const html = '<script>alert(1)</script>';

async function code(bytes: Buffer): Promise<string> {
  const error = await prepare(bytes).then(
    () => 'decoded',
    (thrown: unknown) => thrown,
  );
  if (typeof error === 'string') return error;
  if (!(error instanceof HoneyburstError)) throw error;
  return error.code;
}

describe('a file that is two things', () => {
  it('is refused where it is no photo by its first bytes, although libvips would read it', async () => {
    const others = [await plain(9, 9).tiff().toBuffer(), latin1(svg), latin1(`<?xml version="1.0"?>${svg}`)];
    for (const bytes of others) {
      await expect(sharp(bytes).raw().toBuffer()).resolves.toBeDefined();
      expect(await code(bytes)).toBe('photo_not_an_image');
    }
    const jpeg = await plain(9, 9).jpeg().toBuffer();
    for (const before of ['%PDF-1.7\n', 'PK\x03\x04', '<!--', 'BM', 'P6 9 9 255\n', '\0\0\0\x0cjP  '])
      expect(await code(Buffer.concat([latin1(before), jpeg]))).toBe('photo_not_an_image');
  });

  it('is refused where only its first bytes are those of a photo', async () => {
    const tiff = (await plain(9, 9).tiff().toBuffer()).toString('latin1');
    for (const start of ['\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'GIF89a/*', 'RIFF\0\0\0\0WEBP'])
      for (const rest of [svg, tiff, '%PDF-1.7\n', '*/=1;alert(1)'])
        expect(await code(latin1(start + rest))).toBe('photo_undecodable');
  });

  it('is a photo and nothing else where it is whole: what else it holds is left behind', async () => {
    const photos = await Promise.all([
      plain(40, 40).jpeg().toBuffer(),
      plain(40, 40).png().toBuffer(),
      plain(40, 40).gif().toBuffer(),
    ]);
    for (const photo of photos) {
      const alone = (await prepare(photo)).data;
      for (const document of [html, svg, 'PK\x05\x06', '%PDF-1.7']) {
        const both = Buffer.concat([photo, latin1(document)]);
        expect(Buffer.compare((await prepare(both)).data, alone)).toBe(0);
        const shown = (await thumbnailJpeg(both, limits, 160)).toString('latin1');
        expect(shown).not.toContain(document);
      }
    }
    const commented = await plain(40, 40)
      .withExif({ IFD0: { ImageDescription: html } })
      .jpeg()
      .toBuffer();
    expect(commented.toString('latin1')).toContain(html);
    expect((await thumbnailJpeg(commented, limits, 160)).toString('latin1')).not.toContain(html);
  });
});
