import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBackboneFiles } from '../../src/backbone/backbone-files.js';
import { backends } from '../../src/backends.js';
import { readModelFolder } from '../../src/classifier/model-folder.js';
import { readExportFiles } from '../../src/custom-vision/exports/export-files.js';
import { importExport } from '../../src/custom-vision/exports/import-export.js';
import { HoneyburstError } from '../../src/errors.js';
import { loadBuiltInTaxonomy } from '../../src/taxonomy/built-in.js';
import { syncTaxonomy } from '../../src/taxonomy/store.js';
import { onnxExport } from '../custom-vision/exports/onnx-export.js';
import { writeZip, type ZipEntry } from '../custom-vision/exports/zip-file.js';
import { createTestDatabase } from '../support/database.js';
import { makeFolder } from '../support/folder.js';
import { honeyburst } from '../support/program.js';
import { writeUntrainedModel } from '../support/untrained-model.js';

const { folder, remove } = await makeFolder();
afterAll(remove);
const home = join(folder, 'home');
const taxonomy = await loadBuiltInTaxonomy();
const labels = ['black', 'red', 'blue', 'sunburst'];
const network = onnxExport({ labels });
/** What everything that leads out of an export points at. */
const secret = join(folder, 'secret.txt');
beforeAll(() => writeFile(secret, 'a secret'));

const take = (path: string, name?: string) =>
  importExport(path, { threshold: 0.9, name }, { home, taxonomy });

async function refusal(taking: Promise<unknown>): Promise<HoneyburstError> {
  const error = await taking.then(
    () => expect.fail('it was taken'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HoneyburstError)) throw error;
  expect(error.retryable).toBe(false);
  return error;
}

let count = 0;
const zip = (entries: Iterable<ZipEntry>, alter?: (bytes: Buffer) => Buffer) =>
  writeZip(join(folder, `export-${count++}.zip`), entries, alter);

/** All files below a folder, to see that nothing came to be where it should not. */
const listing = async () => (await readdir(folder, { recursive: true })).sort();

const replaced = (from: string, to: string) => (bytes: Buffer) =>
  Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');

describe('a name in a zip', () => {
  // Each as long as the name of 16 letters that it stands for.
  it.each([
    ['up', '../../secret.txt'],
    ['up from within', 'a/../../bcd.onnx'],
    ['up in the middle', 'abc/../../../def'],
    ['absolute', '/tmp/secret_.txt'],
    ['of a drive', 'C:/windows/a.txt'],
    ['of a share', '\\\\server\\a\\b.txt'],
    ['up with backslashes', '..\\..\\secret.txt'],
    ['only dots', '../../../../../.'],
  ])('that leads out of it is refused: %s', async (_, name) => {
    expect(name).toHaveLength(16);
    const path = await zip([...network, ['aaaaaaaaaaaaaaaa', 'x']], replaced('aaaaaaaaaaaaaaaa', name));
    const before = await listing();
    expect(await refusal(take(path))).toMatchObject({ code: 'export_unusable', stage: 'model' });
    expect(await listing()).toEqual(before);
  });

  it('is that of a file in it and of nothing else', async () => {
    const names = [
      '__proto__',
      'constructor',
      'CON',
      'nul.txt',
      'Model.ONNX.',
      'a\0b',
      'e\u0301',
      '\u202Etxt',
      ' ',
    ];
    const path = await zip([...network, ...names.map((name): ZipEntry => [name, 'x'])]);
    const before = await listing();
    const { model } = await take(path, 'odd-names');
    const made = (await listing()).filter((name) => !before.includes(name));
    expect(made.filter((name) => !name.startsWith('home'))).toEqual([]);
    expect((await readdir(model.folder)).sort()).toEqual(['extractor.onnx', 'head.onnx', 'model.json']);
  });

  it('may differ from another by its letters only: none hides another', async () => {
    const { files } = await readExportFiles(
      await zip([...network, ['LABELS.TXT', 'x'], ['Labels.txt', 'y']]),
    );
    expect([...files.keys()]).toEqual(expect.arrayContaining(['labels.txt', 'LABELS.TXT', 'Labels.txt']));
    expect(files.get('labels.txt')!.toString()).toContain('black');
  });
});

/** A zip written by hand: entries that all share the compressed bytes of one. */
function overlapping(entries: number, unpacked: number): Buffer {
  const data = deflateRawSync(Buffer.alloc(unpacked));
  const name = (n: number) => Buffer.from(String(n).padStart(6, '0'));
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(data.length, 18);
  local.writeUInt32LE(unpacked, 22);
  local.writeUInt16LE(6, 26);
  const directory = Array.from({ length: entries }, (_, n) => {
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 6);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt32LE(unpacked, 24);
    entry.writeUInt16LE(6, 28);
    return Buffer.concat([entry, name(n)]);
  });
  const body = Buffer.concat([local, name(0), data]);
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries, 8);
  end.writeUInt16LE(entries, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(body.length, 16);
  return Buffer.concat([body, central, end]);
}

describe('a zip that unpacks to far more than it is', () => {
  const mostMemory = 300_000;
  it.each<[string, () => Promise<string>, RegExp]>([
    [
      'entries that share their bytes',
      () => zip([], () => overlapping(1000, 20_000_000)),
      /more than 512 MB|damaged/,
    ],
    ['65,000 entries', () => zip([], () => overlapping(65_000, 0)), /1000 files|damaged/],
    [
      'one that says that it is small',
      () =>
        zip([['a.bin', Buffer.alloc(10_000_000)]], (bytes) => {
          bytes.writeUInt32LE(10, bytes.lastIndexOf('PK\x01\x02') + 24);
          return bytes;
        }),
      /too many bytes/,
    ],
    [
      'one that says that it is nearly endless (zip64)',
      () =>
        zip([['a.bin', Buffer.alloc(100)]], (bytes) => {
          bytes.writeUInt32LE(0xffffffff, bytes.lastIndexOf('PK\x01\x02') + 24);
          return bytes;
        }),
      /zip64|more than 512 MB/,
    ],
  ])('is refused before it is: %s', async (_, make, message) => {
    const path = await make();
    const memory = process.resourceUsage().maxRSS;
    const startedAt = performance.now();
    const error = await refusal(take(path));
    expect(error).toMatchObject({ code: 'export_unusable', message: expect.stringMatching(message) });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(process.resourceUsage().maxRSS - memory).toBeLessThan(mostMemory);
  });

  it('is left packed where it lies in another', async () => {
    const inner = await readFile(await zip([['bomb', Buffer.alloc(5_000_000)]]));
    const { files } = await readExportFiles(await zip([...network, ['inner.zip', inner]]));
    expect(files.get('inner.zip')).toEqual(inner);
  });
});

describe('a folder that is not what it seems', () => {
  it('gives nothing of what its links lead to', async () => {
    const path = join(folder, 'linked');
    await mkdir(path);
    for (const [name, bytes] of network) if (name !== 'labels.txt') await writeFile(join(path, name), bytes);
    await symlink(secret, join(path, 'labels.txt'));
    expect([...(await readExportFiles(path)).files.keys()]).not.toContain('labels.txt');
    expect((await refusal(take(path))).message).not.toContain('a secret');
  });

  it('is no model folder where its name leads elsewhere', async () => {
    const path = join(folder, 'named');
    await writeUntrainedModel(path);
    const description = JSON.parse(await readFile(join(path, 'model.json'), 'utf8'));
    const names = [
      '../../x',
      '/etc/x',
      'a/b',
      'a\\b',
      '.',
      '..',
      '',
      'A',
      'a b',
      'a\0',
      '-rf',
      'x'.repeat(65),
    ];
    for (const name of names) {
      await writeFile(join(path, 'model.json'), JSON.stringify({ ...description, name }));
      expect(await refusal(readModelFolder(path, backends))).toMatchObject({ code: 'model_unreadable' });
    }
  });

  it('names no weights of a backbone but those beside it', async () => {
    const path = join(folder, 'tfjs');
    await mkdir(path);
    const modelJson = join(path, 'model.json');
    const write = (paths: unknown) =>
      writeFile(
        modelJson,
        JSON.stringify({ modelTopology: { node: [] }, weightsManifest: [{ paths, weights: [] }] }),
      );
    for (const shard of [
      ...['../secret.txt', 'a/../../secret.txt', secret, '..', 'http://127.0.0.1/x', 'file:///etc/passwd'],
      ...['//127.0.0.1/x', '..\\secret.txt', 'C:\\x', '', 1, null, {}],
    ]) {
      await write([shard]);
      expect((await refusal(readBackboneFiles(modelJson))).message).toContain(
        'only files beside it are read',
      );
    }
    await mkdir(join(path, 'weights'));
    await writeFile(join(path, 'weights', 'group1-shard1of1.bin'), 'x');
    await write(['weights/group1-shard1of1.bin']);
    expect((await readBackboneFiles(modelJson)).shards).toEqual([Buffer.from('x')]);
  });
});

describe('the command', () => {
  it('makes folders of models only where they belong, whatever the names', async () => {
    const { url, pool } = await createTestDatabase();
    await syncTaxonomy(pool);
    const environment = { DATABASE_URL: url, HONEYBURST_HOME: home, HONEYBURST_LOG_LEVEL: 'silent' };
    const good = await zip(network);
    for (const name of ['../../x', '/tmp/x', 'a/b', '..', 'A', '-x']) {
      const { status, stderr } = await honeyburst(['models', 'import', good, `--name=${name}`], environment);
      expect({ name, status }).toEqual({ name, status: 2 });
      expect(stderr).toContain('1 to 64 characters of a-z');
    }
    const odd = join(folder, '..%2f..%2fÜber $(id).zip');
    await writeFile(odd, await readFile(good));
    const { stdout, stderr } = await honeyburst(['models', 'import', odd, '--json'], environment);
    expect(stderr).toBe('');
    const made = JSON.parse(stdout) as { name: string; folder: string };
    expect(made.name).toBe('2f..-2f-ber-id-');
    expect(made.folder).toBe(join(home, 'models', made.name));
    expect((await stat(made.folder)).isDirectory()).toBe(true);

    const target = join(folder, 'taken');
    await mkdir(target);
    await writeFile(join(target, 'mine.txt'), 'mine');
    const exported = await honeyburst(['models', 'export', made.name, '--to', target], environment);
    expect(exported.status).toBe(2);
    expect(await readdir(target)).toEqual(['mine.txt']);
    const unknown = await honeyburst(['models', 'export', '../../x', '--to', join(folder, 'y')], environment);
    expect(unknown.status).toBe(2);
  });
});
