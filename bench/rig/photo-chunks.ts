import { crc32 } from 'node:zlib';

export type Width = 2 | 4;
export type Endian = 'BE' | 'LE';

export interface Chunk {
  /** Offsets in the photo. */
  from: number;
  to: number;
  /** Where it states its length, in `lengthBytes` bytes. */
  lengthAt: number;
  lengthBytes: Width;
  endian: Endian;
}

/** The segments, chunks or boxes of a photo, as far as they can be followed. */
export function chunksOf(bytes: Buffer): Chunk[] {
  const start = bytes.toString('latin1', 0, 12);
  if (start.startsWith('\xff\xd8')) return follow(bytes, 2, { skip: 2, width: 2, extra: 2, endian: 'BE' });
  if (start.startsWith('\x89PNG')) return follow(bytes, 8, { skip: 0, width: 4, extra: 12, endian: 'BE' });
  if (start.startsWith('RIFF')) return follow(bytes, 12, { skip: 4, width: 4, extra: 8, endian: 'LE' });
  if (start.startsWith('ftyp', 4)) {
    const boxes = follow(bytes, 0, { skip: 0, width: 4, extra: 0, endian: 'BE' });
    const meta = boxes.find(({ from }) => bytes.toString('latin1', from + 4, from + 8) === 'meta');
    if (!meta) return boxes;
    const inner = follow(bytes.subarray(0, meta.to), meta.from + 12, {
      skip: 0,
      width: 4,
      extra: 0,
      endian: 'BE',
    });
    return [...boxes, ...inner];
  }
  return [];
}

interface Layout {
  /** Bytes before the length. */
  skip: number;
  /** Bytes of the length. */
  width: Width;
  /** Bytes that the length leaves out. */
  extra: number;
  endian: Endian;
}

function follow(bytes: Buffer, first: number, { skip, width, extra, endian }: Layout): Chunk[] {
  const chunks: Chunk[] = [];
  for (let from = first; from + skip + width <= bytes.length && chunks.length < 100; ) {
    const lengthAt = from + skip;
    const length = width === 2 ? bytes.readUInt16BE(lengthAt) : bytes[`readUInt32${endian}`](lengthAt);
    const to = Math.min(bytes.length, from + length + extra + (endian === 'LE' ? length & 1 : 0));
    if (to <= lengthAt) break;
    chunks.push({ from, to, lengthAt, lengthBytes: width, endian });
    from = to;
  }
  return chunks;
}

/** Where a photo states its width and height. */
export function sizeFields(bytes: Buffer): { at: number; width: Width; endian: Endian }[] {
  const pair = (at: number, width: Width, endian: Endian) => [
    { at, width, endian },
    { at: at + width, width, endian },
  ];
  const start = bytes.toString('latin1', 0, 12);
  if (start.startsWith('\x89PNG')) return pair(16, 4, 'BE');
  if (start.startsWith('GIF')) {
    const frame = bytes.indexOf(0x2c, 13);
    return [...pair(6, 2, 'LE'), ...(frame < 0 ? [] : pair(frame + 5, 2, 'LE'))];
  }
  if (start.startsWith('RIFF')) return pair(bytes.toString('latin1', 12, 16) === 'VP8 ' ? 26 : 24, 2, 'LE');
  if (start.startsWith('ftyp', 4)) {
    const box = bytes.indexOf('ispe');
    return box < 0 ? [] : pair(box + 8, 4, 'BE');
  }
  for (const marker of [0xc0, 0xc1, 0xc2]) {
    const frame = bytes.indexOf(Buffer.from([0xff, marker]));
    if (frame >= 0) return pair(frame + 5, 2, 'BE');
  }
  return [];
}

/** Corrects the checksum of each chunk of a PNG. */
export function withChecksums(bytes: Buffer): Buffer {
  for (const { from, to } of chunksOf(bytes)) {
    if (to - from >= 12) bytes.writeUInt32BE(crc32(bytes.subarray(from + 4, to - 4)), to - 4);
  }
  return bytes;
}
