import { createRandom, type Random } from '#dist/random.js';
import { type Chunk, chunksOf, type Endian, sizeFields, type Width, withChecksums } from './photo-chunks.js';
import type { Sources } from './photo-sources.js';

export interface Mutated {
  bytes: Buffer;
  /** The source that was changed. */
  name: string;
  /** The mutations, in their order. */
  done: string[];
}

/** The photo number `index` of a seed. */
export function mutate(sources: Sources, seed: string, index: number): Mutated {
  const random = createRandom(`${seed}/${index}`);
  const [name, source] = random.pick([...sources]);
  let bytes: Buffer = Buffer.from(source);
  const done: string[] = [];
  for (let edits = random.pick([1, 1, 1, 2, 3, 6]); edits > 0; edits--) {
    const [edit, change] = random.pick(Object.entries(mutations));
    const changed = change(bytes, random, sources);
    if (changed.length === 0 || changed.length > 400_000) continue;
    bytes = changed;
    done.push(edit);
  }
  // Otherwise half of all PNGs would be refused by a checksum before anything is decoded.
  if (name.startsWith('png') && random.chance(0.7)) bytes = withChecksums(bytes);
  return { name, done, bytes };
}

const extremes = [0, 1, 2, 3, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

type Mutation = (bytes: Buffer, random: Random, sources: Sources) => Buffer;

const mutations: Record<string, Mutation> = {
  'flip bits'(bytes, random) {
    for (let n = 1 + random.integer(16); n > 0; n--) {
      const at = place(bytes, random);
      bytes[at]! ^= 1 << random.integer(8);
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
    const width = random.pick<Width>([2, 4]);
    write(bytes, place(bytes, random), width, random.pick<Endian>(['BE', 'LE']), random.pick(extremes));
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

/** A place to edit. Headers are short and matter more than pixels, so half of all edits go there. */
function place(bytes: Buffer, random: Random): number {
  return random.integer(random.chance(0.5) ? Math.min(bytes.length, 300) : bytes.length);
}

function write(bytes: Buffer, at: number, width: Width, endian: Endian, value: number): void {
  if (at + width > bytes.length) return;
  if (width === 2) bytes[`writeUInt16${endian}`](value % 0x10000, at);
  else bytes[`writeUInt32${endian}`](value, at);
}

function pickChunk(bytes: Buffer, random: Random): Chunk | undefined {
  const chunks = chunksOf(bytes);
  return chunks.length > 0 ? random.pick(chunks) : undefined;
}
