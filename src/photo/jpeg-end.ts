import { type JpegFrame, sequentialEnd } from './jpeg-scan.js';

/**
 * A JPEG that lacks its end marker, with one: several versions where it is not clear which of its last bytes are padding;
 * none where pixels are missing. Only the right version decodes without a warning. Undefined for a JPEG that has its end
 * marker.
 */
export function endedJpegs(bytes: Buffer): Buffer[] | undefined {
  if (bytes.subarray(-2).equals(endMarker)) return undefined;
  const scans = readScans(bytes);
  if (scans === 'ended') return undefined;
  return scans.ends.map((end) => Buffer.concat([bytes.subarray(0, end), endMarker]));
}

const endMarker = Buffer.from([0xff, 0xd9]);

/**
 * Walks through the markers (ITU-T T.81, annex B). `ended`: there is an end marker. Otherwise the places where the data may
 * end.
 */
function readScans(bytes: Buffer): 'ended' | { ends: number[] } {
  const frame: JpegFrame = {
    components: new Map(),
    width: 0,
    height: 0,
    restartInterval: 0,
    tables: new Map(),
  };
  /** By component: for each of its 64 coefficients, how many low bits are still missing. */
  const missing = new Map<number, number[]>();
  let sequential = false;
  let at = 2;
  while (at + 4 <= bytes.length) {
    const marker = bytes[at] === 0xff ? bytes[at + 1]! : 0;
    if (marker === 0xd9) return 'ended';
    if (marker < 0xc0 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd8)) {
      at = nextMarker(bytes, at + 1);
      continue;
    }
    const segment = bytes.subarray(at + 4, at + 2 + bytes.readUInt16BE(at + 2));
    at += 2 + bytes.readUInt16BE(at + 2);
    if (marker === 0xc4) readTables(segment, frame);
    if (marker === 0xdd && segment.length >= 2) frame.restartInterval = segment.readUInt16BE(0);
    if (isFrame(marker) && segment.length >= 6) {
      sequential = marker === 0xc0 || marker === 0xc1;
      readFrame(segment, frame);
      for (const id of frame.components.keys()) missing.set(id, Array(64).fill(16));
    }
    if (marker === 0xda) {
      // libjpeg reads nothing behind such a scan. It warns too late if data is missing there, so the scan is read here.
      if (sequential && segment[0] === frame.components.size) {
        const end = sequentialEnd(bytes, at, frame, segment);
        if (hasEndMarker(bytes, end ?? at)) return 'ended';
        return { ends: end === undefined || isFilling(bytes, end) ? [] : [end] };
      }
      noteScan(segment, missing);
    }
  }
  const bits = [...missing.values()].flat();
  const complete = bits.length > 0 && bits.every((left) => left === 0);
  return { ends: complete ? paddingStarts(bytes) : [] };
}

/** Where the data may end: NUL and white space behind it is padding, but its first byte may be data. */
function paddingStarts(bytes: Buffer): number[] {
  let end = bytes.length;
  while (end > 0 && [0x00, 0x0a, 0x0d, 0x20].includes(bytes[end - 1]!)) end--;
  return [end, end + 1].filter((one) => one <= bytes.length);
}

/** Encoders fill the last byte up with ones. Where it is NUL, a download broke off and its place was filled. */
function isFilling(bytes: Buffer, end: number): boolean {
  return bytes[end - 1] === 0 && bytes[end - 2] !== 0xff;
}

/** Whether the next marker is the end marker, restart markers aside. */
function hasEndMarker(bytes: Buffer, from: number): boolean {
  for (let at = nextMarker(bytes, from); at + 1 < bytes.length; at = nextMarker(bytes, at + 1)) {
    const marker = bytes[at + 1]!;
    const restarts = marker >= 0xd0 && marker <= 0xd7;
    if (marker !== 0 && marker !== 0xff && !restarts) return marker === 0xd9;
  }
  return false;
}

function nextMarker(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(0xff, from);
  return at < 0 ? bytes.length : at;
}

/** SOF0 to SOF15 without DHT, JPG and DAC. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function readFrame(segment: Buffer, frame: JpegFrame): void {
  frame.height = segment.readUInt16BE(1);
  frame.width = segment.readUInt16BE(3);
  for (let at = 6; at + 3 <= segment.length; at += 3) {
    const sampling = segment[at + 1]!;
    frame.components.set(segment[at]!, { across: sampling >> 4, down: sampling & 15 });
  }
}

function readTables(segment: Buffer, frame: JpegFrame): void {
  for (let at = 0; at + 17 <= segment.length; ) {
    const counts = segment.subarray(at + 1, at + 17);
    const symbols = counts.reduce((sum, count) => sum + count, 0);
    frame.tables.set(segment[at]!, { counts, symbols: segment.subarray(at + 17, at + 17 + symbols) });
    at += 17 + symbols;
  }
}

function noteScan(segment: Buffer, missing: Map<number, number[]>): void {
  const count = segment[0] ?? 0;
  const [first = 0, last = 63, approximation = 0] = segment.subarray(1 + 2 * count);
  for (let n = 0; n < count; n++) {
    missing.get(segment[1 + 2 * n]!)?.fill(approximation & 15, first, last + 1);
  }
}
