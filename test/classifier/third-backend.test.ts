import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { backends } from '../../src/backends.js';
import type { Backend } from '../../src/classifier/backend.js';
import { readModelFolder, writeModelFolder } from '../../src/classifier/model-folder.js';
import { main } from '../../src/cli.js';
import { createRandom } from '../../src/random.js';
import { syncTaxonomy } from '../../src/taxonomy/store.js';
import { brightnessBackend } from '../support/brightness-backend.js';
import { createTestDatabase } from '../support/database.js';
import { makeFolder } from '../support/folder.js';
import { uniformThresholds } from '../support/thresholds.js';

// The one line that a contributor adds to src/backends.ts. Test files share modules, so it is taken out again.
const table = backends as Backend[];
table.push(brightnessBackend);
afterAll(() => void table.splice(table.indexOf(brightnessBackend), 1));

const { folder, remove } = await makeFolder();
afterAll(remove);
const families = ['black', 'white'];
const finishes = [
  { slug: 'black', family: 'black' },
  { slug: 'olympic-white', family: 'white' },
];
const model = await writeModelFolder(
  join(folder, 'shades'),
  brightnessBackend,
  {
    format: 2,
    name: 'shades',
    created: '2026-01-01T00:00:00.000Z',
    engine: 'brightness',
    hierarchy: 'soft',
    families,
    finishes,
    calibration: {
      temperatures: { family: 1, finish: 1 },
      thresholds: uniformThresholds({ families, finishes }, { family: 0.6, finish: 0.7 }),
    },
    training: {},
    darkest: 0.05,
    curve: 'linear',
  },
  { 'notes.txt': Buffer.from('as the eye sees it') },
);

/** Runs a command in this process, where the table has the third backend, and gives its JSON document. */
async function run(...args: string[]): Promise<unknown> {
  let output = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += text;
    return true;
  });
  try {
    expect(await main(['node', 'honeyburst', ...args, '--json'])).toBe(0);
  } finally {
    write.mockRestore();
  }
  return JSON.parse(output);
}

beforeEach(() => {
  vi.stubEnv('HONEYBURST_HOME', join(folder, 'home'));
  vi.stubEnv('HONEYBURST_LOG_LEVEL', 'error');
  return () => vi.unstubAllEnvs();
});

it('a backend that is one file and one line of the table answers classify', async () => {
  const photo = join(folder, 'white.png');
  // Of a picture without colours nothing is said.
  const random = createRandom('bright');
  const pixels = Buffer.from(Array.from({ length: 40 * 30 * 3 }, () => 215 + random.integer(40)));
  await sharp(pixels, { raw: { width: 40, height: 30, channels: 3 } }).toFile(photo);
  expect(await run('classify', photo, '--model', model.folder)).toMatchObject([
    {
      family: { label: 'white' },
      finish: { label: 'olympic-white' },
      level: 'finish',
      model: 'shades',
    },
  ]);
});

it('its models are imported, listed, made live and exported like any other', async () => {
  const { url, pool } = await createTestDatabase();
  await syncTaxonomy(pool);
  vi.stubEnv('DATABASE_URL', url);
  await run('models', 'import', model.folder);
  expect(await run('models', 'list')).toMatchObject([
    { name: 'shades', engine: 'brightness', backbone: 'linear', live: true, checksum: model.checksum },
  ]);
  expect(await run('models', 'promote', 'shades')).toMatchObject({ live: true });
  const copy = join(folder, 'copy');
  await run('models', 'export', 'shades', '--to', copy);
  expect(await readFile(join(copy, 'notes.txt'), 'utf8')).toBe('as the eye sees it');
  expect(await readModelFolder(copy, [brightnessBackend])).toEqual({ ...model, folder: copy });
});

it('the schema of its part of model.json is checked', async () => {
  const wrong = join(folder, 'wrong');
  const { curve: _, ...rest } = model.description;
  await writeModelFolder(wrong, brightnessBackend, rest as typeof model.description, {
    'notes.txt': Buffer.of(),
  });
  await expect(readModelFolder(wrong, [brightnessBackend])).rejects.toMatchObject({
    code: 'model_unreadable',
    message: expect.stringContaining('curve'),
  });
});
