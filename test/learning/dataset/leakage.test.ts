import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/config.js';
import type { LabelledPhoto } from '../../../src/learning/dataset/dataset.js';
import {
  createDuplicateIndex,
  type Fingerprint,
  fingerprintPhotos,
} from '../../../src/learning/dataset/duplicates.js';
import { findLeakage } from '../../../src/learning/dataset/leakage.js';
import { hammingDistance } from '../../../src/photo/perceptual-hash.js';
import { silentProgress as progress } from '../../../src/progress.js';
import { createRandom } from '../../../src/random.js';
import { makeFolder } from '../../support/folder.js';

const { folder, remove } = await makeFolder();
afterAll(remove);
const dependencies = { limits: parseConfig({}).photo, progress };

/** A guitar-like thing of one colour on white, as a shop takes them: always in the same pose. */
function guitar(colour: string): Sharp {
  return sharp(
    Buffer.from(
      `<svg width="300" height="300"><rect width="300" height="300" fill="white"/><g transform="rotate(40 150 150)"><rect x="135" y="10" width="24" height="160" fill="#7a5230"/><ellipse cx="147" cy="215" rx="62" ry="75" fill="${colour}"/><rect x="122" y="200" width="50" height="16" fill="#222"/></g></svg>`,
    ),
  ).flatten({ background: 'white' });
}

/** A picture with detail, unlike any other seed's. */
function scene(seed: number): Sharp {
  const random = createRandom(`scene/${seed}`);
  const pixels = Buffer.from(Array.from({ length: 9 * 9 * 3 }, () => random.integer(256)));
  return sharp(pixels, { raw: { width: 9, height: 9, channels: 3 } }).resize(300, 260, { kernel: 'cubic' });
}

async function write(name: string, picture: Sharp | string): Promise<string> {
  const file = join(folder, name);
  await writeFile(
    file,
    typeof picture === 'string' ? picture : await picture.jpeg({ quality: 90 }).toBuffer(),
  );
  return file;
}

const labelled = (file: string, group = file, finish = 'cherry'): LabelledPhoto => ({
  file,
  family: 'red',
  finish,
  group,
  split: undefined,
  confidence: 'high',
});

const original = await write('original.jpg', scene(1));
const copy = await write('copy.jpg', scene(1));
const smaller = await write(
  'smaller.jpg',
  sharp(await scene(1).png().toBuffer())
    .resize(170)
    .jpeg({ quality: 50 }),
);
const other = await write('other.jpg', scene(2));
const red = await write('red.jpg', guitar('#b01020'));
const blue = await write('blue.jpg', guitar('#2040a0'));
const broken = await write('broken.jpg', 'no photo');

describe('findLeakage', () => {
  it('finds the same file, the same picture in another size, and groups on both sides', async () => {
    const evaluated = [labelled(copy), labelled(smaller), labelled(other, 'g1'), labelled(blue)];
    const training = [labelled(red), labelled(original, 'g2', 'fiesta-red'), labelled(red, 'g1')];
    const leakage = await findLeakage(evaluated, training, dependencies);
    expect(leakage).toEqual({
      trainingPhotos: 3,
      unreadable: 0,
      exact: 1,
      near: 1,
      sharedGroups: 1,
      leakedPhotos: 3,
      pairs: [
        { file: copy, trainingFile: original, kind: 'exact', sameLabels: false },
        { file: smaller, trainingFile: original, kind: 'near', sameLabels: false },
        { file: other, trainingFile: red, kind: 'group', sameLabels: true },
      ],
    });
  });

  it('counts training photos that cannot be read and goes on', async () => {
    const training = [labelled(broken), labelled(join(folder, 'missing.jpg')), labelled(original)];
    expect(await findLeakage([labelled(copy)], training, dependencies)).toMatchObject({
      unreadable: 2,
      exact: 1,
    });
  });
});

describe('createDuplicateIndex', () => {
  it('tells guitars of different colours in the same pose apart', async () => {
    const [first, second] = await fingerprintPhotos([red, blue], dependencies);
    expect(hammingDistance(first!.hash, second!.hash)).toBeLessThanOrEqual(10);
    expect(createDuplicateIndex([first]).find(second!)).toEqual([]);
    expect(createDuplicateIndex([second, first]).find(first!)).toMatchObject([{ index: 1, kind: 'exact' }]);
  });

  it('finds every hash within ten bits, as comparing all pairs does', () => {
    const random = createRandom('hashes');
    const pixels = new Uint8Array(32 * 32 * 3);
    const some = (sha256: string, hash: Uint16Array): Fingerprint => ({ sha256, hash, pixels });
    const base = Uint16Array.from({ length: 4 }, () => random.integer(65536));
    const photos = Array.from({ length: 400 }, (_, i) => {
      const hash = base.slice();
      for (const bit of random.shuffle(Array.from({ length: 64 }, (_, b) => b)).slice(0, i % 20))
        hash[bit >> 4]! ^= 1 << (bit & 15);
      return some(`${i}`, hash);
    });
    const found = createDuplicateIndex(photos).find(some('base', base));
    expect(found.map(({ index }) => index)).toEqual([...photos.keys()].filter((i) => i % 20 <= 10));
  });
});
