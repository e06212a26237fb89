import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { createRandom } from '../dist/random.js';

/** Small photos of every format and kind that is read, by name; the same on every machine that has the same sharp. */
export async function drawSources() {
  const random = createRandom('sources of mutations');
  const texture = (width, height, channels = 3) => {
    const pixels = Buffer.from(Array.from({ length: 12 * 9 * channels }, () => random.integer(256)));
    return sharp(pixels, { raw: { width: 12, height: 9, channels } }).resize(width, height, { fit: 'fill' });
  };
  const frames = await Promise.all([0, 1, 2].map(() => texture(48, 40).png().toBuffer()));
  const animation = () => sharp(frames, { join: { animated: true } });
  const drawn = {
    jpeg: texture(96, 72).jpeg(),
    'jpeg progressive': texture(160, 120).jpeg({ progressive: true }),
    'jpeg of CMYK': texture(64, 64).toColourspace('cmyk').jpeg(),
    'jpeg on its side, with EXIF and profile': texture(120, 80)
      .withIccProfile('p3')
      .withMetadata({ orientation: 6 })
      .jpeg(),
    'jpeg grey': texture(64, 48).greyscale().jpeg(),
    png: texture(64, 48).png(),
    'png interlaced': texture(64, 48).png({ progressive: true }),
    'png of 16 bits': texture(48, 48).toColourspace('rgb16').png(),
    'png palette': texture(64, 48).png({ palette: true }),
    'png with alpha': texture(48, 48, 4).png(),
    gif: texture(64, 48).gif(),
    'gif animated': animation().gif({ delay: [10, 10, 10] }),
    webp: texture(96, 72).webp(),
    'webp lossless': texture(64, 48, 4).webp({ lossless: true }),
    'webp animated': animation().webp({ delay: [10, 10, 10] }),
    avif: texture(64, 48).avif({ effort: 0 }),
    'avif with alpha': texture(48, 48, 4).avif({ effort: 0 }),
  };
  const entries = Object.entries(drawn).map(async ([name, photo]) => [name, await photo.toBuffer()]);
  return new Map(await Promise.all(entries));
}

/** The photo number `index` of a seed: `bytes`, and what was done to which source. */
export function mutate(sources, seed, index) {
  const random = createRandom(`${seed}/${index}`);
  const name = random.pick([...sources.keys()]);
  let bytes = Buffer.from(sources.get(name));
  const done = [];
  for (let edits = random.pick([1, 1, 1, 2, 3, 6]); edits > 0; edits--) {
    const edit = random.pick(Object.keys(mutations));
    const changed = mutations[edit](bytes, random, sources);
    if (changed.length === 0 || changed.length > 400_000) continue;
    bytes = changed;
    done.push(edit);
  }
  // Half of all PNG would otherwise be refused by a checksum before anything is decoded.
  if (name.startsWith('png') && random.chance(0.7)) bytes = withChecksums(bytes);
  return { name, done, bytes };
}

const extremes = [0, 1, 2, 3, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

const mutations = {
  'flip bits'(bytes, random) {
    for (let n = 1 + random.integer(16); n > 0; n--) {
      const at = place(bytes, random);
      bytes[at] ^= 1 << random.integer(8);
    }
    return bytes;
  },
  'overwrite bytes'(bytes, random) {
    for (let n = 1 + random.integer(16); n > 0; n--) bytes[place(bytes, random)] = random.integer(256);
    return bytes;
  },
  fill(bytes, random) {
    const at = place(bytes, random);
    bytes.subarray(at, at + 1 + random.integer(64)).fill(random.pick([0, 0xff, 0x41]));
    return bytes;
  },
  'copy within'(bytes, random) {
    bytes.copyWithin(place(bytes, random), place(bytes, random), place(bytes, random));
    return bytes;
  },
  truncate: (bytes, random) => bytes.subarray(0, 1 + random.integer(bytes.length)),
  'delete bytes'(bytes, random) {
    const at = place(bytes, random);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.integer(64))]);
  },
  'insert bytes'(bytes, random) {
    const at = place(bytes, random);
    const some = Buffer.from(Array.from({ length: 1 + random.integer(64) }, () => random.integer(256)));
    return Buffer.concat([bytes.subarray(0, at), some, bytes.subarray(at)]);
  },
  'delete a chunk'(bytes, random) {
    const chunk = pickChunk(bytes, random);
    return chunk ? Buffer.concat([bytes.subarray(0, chunk.from), bytes.subarray(chunk.to)]) : bytes;
  },
  'repeat a chunk'(bytes, random) {
    const chunk = pickChunk(bytes, random);
    if (!chunk) return bytes;
    const copies = Array(random.pick([1, 2, 50, 500])).fill(bytes.subarray(chunk.from, chunk.to));
    return Buffer.concat([bytes.subarray(0, chunk.to), ...copies, bytes.subarray(chunk.to)]);
  },
  'move a chunk'(bytes, random) {
    const chunk = pickChunk(bytes, random);
    const target = pickChunk(bytes, random);
    if (!chunk || !target || target.from < chunk.to) return bytes;
    return Buffer.concat([
      bytes.subarray(0, chunk.from),
      bytes.subarray(chunk.to, target.from),
      bytes.subarray(chunk.from, chunk.to),
      bytes.subarray(target.from),
    ]);
  },
  'spoil a length'(bytes, random) {
    const chunk = pickChunk(bytes, random);
    if (chunk) write(bytes, chunk.lengthAt, chunk.lengthBytes, chunk.endian, random.pick(extremes));
    return bytes;
  },
  'spoil a number'(bytes, random) {
    const width = random.pick([2, 4]);
    write(bytes, place(bytes, random), width, random.pick(['BE', 'LE']), random.pick(extremes));
    return bytes;
  },
  'claim another size'(bytes, random) {
    const side = () =>
      random.pick([0, 1, 2, 63, 64, 65, 1000, 1999, 4000, 0x3fff, 0xffff, 0x7fffffff, 0xffffffff]);
    for (const { at, width, endian } of sizeFields(bytes)) {
      if (random.chance(0.7)) write(bytes, at, width, endian, side());
    }
    return bytes;
  },
  'splice with another'(bytes, random, sources) {
    const other = random.pick([...sources.values()]);
    return Buffer.concat([bytes.subarray(0, place(bytes, random)), other.subarray(place(other, random))]);
  },
  'append something else'(bytes, random, sources) {
    const documents = ['<svg xmlns="http://www.w3.org/2000/svg"/>', '%PDF-1.7\n', 'PK\x03\x04', '<script>'];
    const other = random.chance(0.5)
      ? random.pick([...sources.values()])
      : Buffer.from(random.pick(documents));
    return Buffer.concat([bytes, other]);
  },
};

/** Headers are short and do more than pixels: half of all edits go there. */
function place(bytes, random) {
  return random.integer(random.chance(0.5) ? Math.min(bytes.length, 300) : bytes.length);
}

function write(bytes, at, width, endian, value) {
  if (at + width > bytes.length) return;
  if (width === 2) bytes[`writeUInt16${endian}`](value % 0x10000, at);
  else bytes[`writeUInt32${endian}`](value, at);
}

function pickChunk(bytes, random) {
  const chunks = chunksOf(bytes);
  return chunks.length > 0 ? random.pick(chunks) : undefined;
}

/** The segments, chunks or boxes of a photo as far as they can be followed. */
function chunksOf(bytes) {
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

function follow(bytes, first, { skip, width, extra, endian }) {
  const chunks = [];
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

/** Where width and height stand. */
function sizeFields(bytes) {
  const pair = (at, width, endian) => [
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

function withChecksums(bytes) {
  for (const { from, to } of chunksOf(bytes)) {
    if (to - from >= 12) bytes.writeUInt32BE(crc32(bytes.subarray(from + 4, to - 4)), to - 4);
  }
  return bytes;
}
