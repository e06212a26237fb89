import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTestDatabase } from '../support/database.js';
import { makeFolder } from '../support/folder.js';
import { honeyburstHere } from '../support/help.js';

const { folder, remove } = await makeFolder();
afterAll(remove);
const { url } = await createTestDatabase(afterAll, { taxonomy: true });

const at = (name: string) => join(folder, name);
await mkdir(at('folder'));
await mkdir(at('photos/red'), { recursive: true });
await mkdir(at('photos/blue'));
await writeFile(at('file'), 'text');
await symlink('circle', at('circle'));
const photo = sharp({ create: { width: 40, height: 40, channels: 3, background: '#b02020' } }).jpeg();
for (const name of ['red/1', 'red/2', 'red/5', 'blue/3', 'blue/4', 'blue/6']) {
  await writeFile(at(`photos/${name}.jpg`), await photo.toBuffer());
}
await writeFile(at('labels.csv'), 'file,family\nphotos/red/1.jpg,red\nphotos/blue/3.jpg,blue\n');

beforeEach(() => {
  vi.stubEnv('DATABASE_URL', url);
  vi.stubEnv('HONEYBURST_HOME', at('home'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  process.exitCode = undefined;
});

/** Every place where a command reads a path, as arguments before and after it. */
const readers: Record<string, (path: string) => string[]> = {
  import: (path) => ['import', path, '--format', 'jsonl'],
  train: (path) => ['train', path, '--name', 'x'],
  'train --images': (path) => ['train', at('labels.csv'), '--name', 'x', '--images', path],
  'train --backbone': (path) => ['train', at('photos'), '--name', 'x', '--backbone', path],
  evaluate: (path) => ['evaluate', path, '--model', 'reference'],
  'evaluate --images': (path) => ['evaluate', at('labels.csv'), '--model', 'reference', '--images', path],
  'evaluate --model': (path) => ['evaluate', at('photos'), '--model', path],
  compare: (path) => ['compare', path, '--models', 'reference'],
  'compare --models': (path) => ['compare', at('photos'), '--models', path],
  audit: (path) => ['audit', path],
  plan: (path) => ['plan', path],
  classify: (path) => ['classify', path, '--model', 'reference'],
  'classify --model': (path) => ['classify', at('photos'), '--model', path],
  'models import': (path) => ['models', 'import', path],
  'taxonomy import': (path) => ['taxonomy', 'import', path],
  'taxonomy import --families': (path) => ['taxonomy', 'import', at('labels.csv'), '--families', path],
};
/** The same where one writes. */
const writers: Record<string, (path: string) => string[]> = {
  'suggestions export --out': (path) => ['suggestions', 'export', '--out', path],
  'analytics export --out': (path) => ['analytics', 'export', 'decision', '--out', path],
  'datasets build': (path) => ['datasets', 'build', path],
  'evaluate --report': (path) => ['evaluate', at('photos'), '--model', 'reference', '--report', path],
  'compare --report': (path) => ['compare', at('photos'), '--models', 'reference', '--report', path],
  'audit --report': (path) => ['audit', at('photos'), '--report', path],
  'plan --report': (path) => ['plan', at('photos'), '--report', path],
};

async function expectClear(args: string[], path: string): Promise<void> {
  const { status, stdout, stderr } = await honeyburstHere(...args);
  const said = stdout + stderr;
  expect({ said, status }).toEqual({ said: expect.stringContaining(path.slice(0, 50)), status: 2 });
  expect(said).not.toMatch(/^\s+at .*:\d+/m);
}

describe('a path that cannot be read is a clear error with status 2', () => {
  const wrong = {
    missing: 'missing',
    'below a file': 'file/below',
    'a circle of links': 'circle',
    long: 'x'.repeat(300),
  };
  for (const [kind, name] of Object.entries(wrong)) {
    it.each(Object.keys(readers))(`${kind}: %s`, async (reader) => {
      const path = at(name);
      await expectClear(readers[reader]!(path), path);
    });
  }

  it.each(['import', 'train --backbone', 'taxonomy import', 'taxonomy import --families'])(
    'a folder where a file is needed: %s',
    async (reader) => expectClear(readers[reader]!(at('folder')), at('folder')),
  );

  it.each(['train --images', 'evaluate --images', 'evaluate --model'])(
    'a file where a folder is needed: %s',
    async (reader) => expectClear(readers[reader]!(at('file')), at('file')),
  );
});

describe('a path that cannot be written is a clear error with status 2', () => {
  it.each(Object.keys(writers))('below a file: %s', async (writer) => {
    await expectClear(writers[writer]!(at('file/below')), at('file/below'));
  });

  it.each(['suggestions export --out', 'analytics export --out'])('a folder: %s', async (writer) => {
    await expectClear(writers[writer]!(at('folder')), at('folder'));
    await expectClear(writers[writer]!(at('missing/file')), at('missing/file'));
  });

  it('a home that is a file', async () => {
    vi.stubEnv('HONEYBURST_HOME', at('file'));
    await expectClear(['datasets', 'build', at('file')], at('file'));
    vi.stubEnv('DATABASE_URL', '');
    await expectClear(['migrate'], at('file'));
  });

  it('a full disk says so, with the path', async () => {
    const { status, stderr } = await honeyburstHere('analytics', 'export', 'decision', '--out', '/dev/full');
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/The disk of \/dev\/full is full.*\[disk_full\]/),
    });
    expect((await readdir('/dev')).filter((name) => name.startsWith('full'))).toEqual(['full']);
  });
});
