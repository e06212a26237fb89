import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/config.js';
import type { LabelledPhoto } from '../../../src/learning/dataset/dataset.js';
import { findUsablePhotos } from '../../../src/learning/dataset/usable-photos.js';
import { silentProgress } from '../../../src/progress.js';
import { makeFolder } from '../../support/folder.js';

const { folder, remove } = await makeFolder();
afterAll(remove);
const limits = parseConfig({}).photo;
const jpeg = await sharp({ create: { width: 200, height: 150, channels: 3, background: '#c03028' } })
  .jpeg()
  .toBuffer();

const wrong: Record<string, string | Buffer> = {
  'error-page.jpg': '<html>502 Bad Gateway</html>',
  'empty.jpg': '',
  'half.jpg': (
    await sharp(await noise())
      .jpeg({ quality: 95 })
      .toBuffer()
  ).subarray(0, 9000),
};

async function noise(): Promise<Buffer> {
  return sharp({
    create: {
      width: 200,
      height: 150,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
    .png()
    .toBuffer();
}

async function datasetOf(count: number, bad: readonly string[]): Promise<LabelledPhoto[]> {
  const own = join(folder, `${count} ${bad.join(' ')}`);
  await mkdir(own);
  const good = Array.from({ length: count }, (_, index) => `${index}.jpg`);
  for (const name of good) await writeFile(join(own, name), jpeg);
  for (const name of bad) {
    if (name === 'folder.jpg') await mkdir(join(own, name));
    else if (name === 'nowhere.jpg') await symlink('gone.jpg', join(own, name));
    else if (name in wrong) await writeFile(join(own, name), wrong[name]!);
  }
  return [...good, ...bad].map((name) => ({
    file: join(own, name),
    family: 'red',
    finish: undefined,
    group: name,
    split: undefined,
    confidence: 'high' as const,
  }));
}

const check = (photos: LabelledPhoto[], hidden: string[] = []) =>
  findUsablePhotos({ path: folder, hidden }, photos, { limits, progress: silentProgress });

const all = ['error-page.jpg', 'empty.jpg', 'half.jpg', 'folder.jpg', 'nowhere.jpg', 'missing.jpg'];

it.each(all)('one file that is no photo is left out, with the reason: %s', async (name) => {
  const dataset = await datasetOf(5, [name]);
  const { photos, leftOut } = await check(dataset);
  expect(photos).toEqual(dataset.slice(0, 5));
  expect(leftOut).toEqual([{ file: dataset[5]!.file, reason: expect.stringMatching(/^The .+/) }]);
});

it('at most 5 % are left out, and all of more are listed in the error', async () => {
  const few = await check(await datasetOf(40, ['error-page.jpg', 'empty.jpg']));
  expect([few.photos.length, few.leftOut.length]).toEqual([40, 2]);
  const failure = await check(await datasetOf(37, all)).then(
    () => undefined,
    (error: Error) => error,
  );
  expect(failure).toMatchObject({
    code: 'dataset_unusable',
    message: expect.stringContaining('6 of 43 files'),
  });
  for (const name of all) expect(failure?.message).toContain(`${name}: `);
});

it('hidden files are listed but are no part of the share', async () => {
  const { photos, leftOut } = await check(await datasetOf(3, []), ['._1.jpg', '._2.jpg', '._3.jpg']);
  expect([photos.length, leftOut.length]).toEqual([3, 3]);
});
