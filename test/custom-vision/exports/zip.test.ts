import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readExportFiles } from '../../../src/custom-vision/exports/export-files.js';
import { mostBytes, readZip } from '../../../src/custom-vision/exports/zip.js';
import { HoneyburstError } from '../../../src/errors.js';
import { makeFolder } from '../../support/folder.js';
import { writeZip, type ZipEntry } from './zip-file.js';

const { folder, remove } = await makeFolder();
afterAll(remove);
const file = join(folder, 'export.zip');

/** Replaces every occurrence of a text by another of the same length. */
const rename = (from: string, to: string) => (bytes: Buffer) =>
  Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');

/** Changes the entry of the first file in the central directory, where readers look. */
const inDirectory = (change: (entry: Buffer) => void) => (bytes: Buffer) => {
  change(bytes.subarray(bytes.indexOf('PK\x01\x02')));
  return bytes;
};

async function refusal(entries: readonly ZipEntry[], alter?: (bytes: Buffer) => Buffer): Promise<string> {
  await writeZip(file, entries, alter);
  const error = await readZip(file).then(
    () => expect.fail('the zip was read'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(HoneyburstError);
  expect(error).toMatchObject({ code: 'export_unusable', stage: 'model', retryable: false });
  expect((error as Error).message).toContain(file);
  return (error as Error).message;
}

const text = 'red and blue '.repeat(200);
const entries: ZipEntry[] = [
  ['labels.txt', text],
  ['model/weights.bin', Buffer.from([1, 2, 3])],
];

describe('a zip', () => {
  it('is read, also where it packs a folder rather than files', async () => {
    const files = await readZip(await writeZip(file, entries));
    expect([...files.keys()]).toEqual(['labels.txt', 'model/weights.bin']);
    expect(files.get('labels.txt')!.toString()).toBe(text);
    await writeZip(
      file,
      entries.map(([path, content]) => [`outer/${path}`, content]),
    );
    expect([...(await readExportFiles(file)).files.keys()]).toEqual(['labels.txt', 'model/weights.bin']);
  });

  it('is refused where a name leads out of it', async () => {
    expect(await refusal([['aa/evil.txt', 'x']], rename('aa/evil', '../evil'))).toContain('invalid relative');
    expect(await refusal([['a/evil.txt', 'x']], rename('a/evil', '//evil'))).toContain('absolute path');
    expect(await refusal([['aaa/evil.txt', 'x']], rename('aaa/evil', 'C:\\/evil'))).toContain(
      'absolute path',
    );
  });

  it('is refused where it holds a link, a file twice or an encrypted one', async () => {
    expect(await refusal([['model.json', '/etc/passwd', { mode: 0o120777 }]])).toContain('is a link');
    expect(
      await refusal(
        [
          ['a.txt', '1'],
          ['b.txt', '2'],
        ],
        rename('b.txt', 'a.txt'),
      ),
    ).toContain('twice');
    const encrypt = inDirectory((entry) => entry.writeUInt16LE(entry.readUInt16LE(8) | 1, 8));
    expect(await refusal(entries, encrypt)).toContain('labels.txt is encrypted');
  });

  it('is refused before it is unpacked where it unpacks to too much, and where it lies about that', async () => {
    const claim = (size: number) => inDirectory((entry) => entry.writeUInt32LE(size, 24));
    expect(await refusal(entries, claim(mostBytes + 1))).toContain('more than 512 MB');
    expect(await refusal(entries, claim(10))).toContain('too many bytes');
    const many = Array.from({ length: 1001 }, (_, index): ZipEntry => [`${index}.txt`, '']);
    expect(await refusal(many)).toContain('1000 files');
  });

  it('is refused where it is cut short, damaged or something else', async () => {
    expect(await refusal(entries, (bytes) => bytes.subarray(0, bytes.length - 30))).toContain('not a zip');
    expect(await refusal([], () => Buffer.from('{"not":"a zip"}'))).toContain('not a zip');
    const wrongSum = inDirectory((entry) => entry.writeUInt8(entry.readUInt8(16) ^ 1, 16));
    expect(await refusal(entries, wrongSum)).toContain('labels.txt is damaged');
  });
});
