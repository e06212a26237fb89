import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { writeWholeFile } from '../src/write-file.js';
import { makeFolder } from './support/folder.js';

const { folder, remove } = await makeFolder();
afterAll(remove);

it('many calls may write one path at once: all succeed, the file is whole, and nothing else is left', async () => {
  const file = join(folder, 'deep', 'one');
  const content = Buffer.alloc(200_000, 'x');
  await Promise.all(Array.from({ length: 30 }, () => writeWholeFile(file, content)));
  expect(content.equals(await readFile(file))).toBe(true);
  expect(await readdir(join(folder, 'deep'))).toEqual(['one']);
});

it('a failed write leaves no temporary file', async () => {
  await writeWholeFile(join(folder, 'taken', 'inside'), 'x');
  await expect(writeWholeFile(join(folder, 'taken'), 'y')).rejects.toMatchObject({ code: 'EISDIR' });
  expect((await readdir(folder)).filter((name) => name.startsWith('taken.'))).toEqual([]);
});
