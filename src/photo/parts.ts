import type { PhotoFormat } from './format.js';

/**
 * The most parts of each kind that a photo may have. Each part costs time or memory, however few bytes it takes. Real
 * photos have far fewer: a progressive JPEG has about ten scans and a few dozen segments.
 */
const mostScans = 100;
const mostSegments = 1000;
const mostFrames = 1000;

/**
 * What a photo has too many of, or undefined. The limits on pixels and bytes do not bound these parts, and nothing stops
 * libvips once it has begun, since its timeout checks the clock only between rows. 20 MB of empty scans of 100 megapixels
 * take 25 minutes, 20 MB of empty WebP frames 11 minutes, and 20 MB of empty segments 0.8 GB.
 */
export function excessOf(bytes: Buffer, format: PhotoFormat): string | undefined {
  if (format === 'jpeg') return excessOfJpeg(bytes);
  if (format === 'webp' && countFrames(bytes) > mostFrames) return `more than ${mostFrames} frames`;
  return undefined;
}

/** Reads the markers as libjpeg does, where more of them cost more (ITU-T T.81, annex B). */
function excessOfJpeg(bytes: Buffer): string | undefined {
  let components = 0;
  let scans = 0;
  let segments = 0;
  for (let at = 2; at + 9 < bytes.length; ) {
    const marker = bytes[at] === 0xff ? bytes[at + 1]! : 0;
    if (marker === 0xd9) return undefined;
    if (!beginsSegment(marker)) {
      at++;
      continue;
    }
    // In baseline and extended JPEGs, the first scan with all components is the last one that libjpeg reads.
    if (marker === 0xc0 || marker === 0xc1) components = bytes[at + 9]!;
    if (marker === 0xda && components > 0 && bytes[at + 4] === components) return undefined;
    if (marker === 0xda && ++scans > mostScans) return `more than ${mostScans} scans`;
    if (++segments > mostSegments) return `more than ${mostSegments} segments`;
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

/** Not a stuffed byte of a scan, a restart or anything else that libjpeg skips. */
function beginsSegment(marker: number): boolean {
  return marker >= 0xc0 && marker !== 0xff && (marker < 0xd0 || marker > 0xd8);
}

/** Frames of an animated WebP: its chunks ANMF (https://developers.google.com/speed/webp/docs/riff_container). */
function countFrames(bytes: Buffer): number {
  let frames = 0;
  for (let at = 12; at + 8 <= bytes.length; ) {
    if (bytes.toString('latin1', at, at + 4) === 'ANMF' && ++frames > mostFrames) break;
    const length = bytes.readUInt32LE(at + 4);
    at += 8 + length + (length & 1);
  }
  return frames;
}
