import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { onnxExport } from '../custom-vision/exports/onnx-export.js';
import { writeZip } from '../custom-vision/exports/zip-file.js';
import { createTestDatabase } from '../support/database.js';
import { makeFolder } from '../support/folder.js';
import { honeyburst } from '../support/program.js';
import { writeUntrainedModel } from '../support/untrained-model.js';

const { folder, remove } = await makeFolder();
afterAll(remove);

describe('honeyburst models', () => {
  it('imports, lists, shows, promotes and exports', async () => {
    const { url } = await createTestDatabase();
    const home = join(folder, 'registry');
    const environment = { DATABASE_URL: url, HONEYBURST_HOME: home };
    expect((await honeyburst(['migrate'], environment)).status).toBe(0);
    const run = async (...args: string[]) => {
      const result = await honeyburst(['models', ...args], environment);
      return { ...result, json: args.includes('--json') ? JSON.parse(result.stdout || 'null') : undefined };
    };
    const model = await writeUntrainedModel(join(folder, 'model'), { name: 'guitars' });
    const other = await writeUntrainedModel(join(folder, 'other'), { name: 'other', seed: 2 });

    expect((await run('list')).stdout).toContain('honeyburst train');
    expect((await run('import', model.folder, '--json')).json).toMatchObject({
      name: 'guitars',
      checksum: model.checksum,
      folder: join(home, 'models', 'guitars'),
      live: true,
    });
    expect((await run('import', other.folder, '--json')).json).toMatchObject({ name: 'other', live: false });
    // Where it lies already, as after a new database.
    expect((await run('import', join(home, 'models', 'other'), '--json')).json).toMatchObject({
      checksum: other.checksum,
    });
    expect((await run('show', 'other', '--json')).json).toMatchObject({
      families: other.description.families,
      finishes: other.description.finishes.map(({ slug }) => slug),
    });
    expect((await run('promote', 'other', '--json')).json).toMatchObject({ name: 'other', live: true });
    const listed = (await run('list', '--json')).json as { name: string; live: boolean }[];
    expect(listed.map(({ name, live }) => [name, live])).toEqual([
      ['other', true],
      ['guitars', false],
    ]);

    const unknown = await run('promote', 'nothing');
    expect(unknown).toMatchObject({ status: 2, stdout: '' });
    expect(unknown.stderr).toContain('there are: other, guitars');

    const copy = join(folder, 'exported');
    expect((await run('export', 'other', '--to', copy, '--json')).json).toEqual({
      name: 'other',
      folder: copy,
    });
    expect((await readdir(copy)).sort()).toEqual(['extractor.onnx', 'head.onnx', 'model.json']);
    expect(await run('export', 'other', '--to', copy)).toMatchObject({ status: 2 });

    // A damaged model is neither imported nor made live.
    await writeFile(join(copy, 'head.onnx'), 'damaged');
    await writeFile(join(home, 'models', 'guitars', 'head.onnx'), 'damaged');
    for (const args of [
      ['import', copy],
      ['promote', 'guitars'],
    ]) {
      const { status, stderr } = await run(...args);
      expect(status).toBe(1);
      expect(stderr).toContain('model_damaged');
    }
    expect((await run('list', '--json')).json).toEqual(listed);
  });

  it('imports what Custom Vision exported', async () => {
    const { url } = await createTestDatabase();
    const home = join(folder, 'exports');
    const environment = { DATABASE_URL: url, HONEYBURST_HOME: home };
    expect((await honeyburst(['migrate'], environment)).status).toBe(0);
    const run = (...args: string[]) => honeyburst(['models', 'import', ...args], environment);
    const labels = ['red', 'blue', 'unheard of'];
    const path = await writeZip(join(folder, 'cloud.zip'), onnxExport({ labels }));

    const unknown = await run(path);
    expect(unknown).toMatchObject({ status: 2, stdout: '' });
    expect(unknown.stderr).toMatch(/"unheard of" is neither[\s\S]*--labels/);

    const csv = join(folder, 'labels.csv');
    await writeFile(csv, 'label,family,finish\nunheard of,green,\n');
    const taken = await run(path, '--name', 'cloud', '--labels', csv, '--threshold', '0.8', '--json');
    expect(JSON.parse(taken.stdout)).toMatchObject({
      name: 'cloud',
      backbone: 'custom-vision-32',
      families: ['red', 'green', 'blue'],
      folder: join(home, 'models', 'cloud'),
      live: true,
    });
    expect(taken.stderr).toContain('honeyburst evaluate');

    const photo = join(folder, 'photo.png');
    await sharp({ create: { width: 90, height: 60, channels: 3, background: 'red' } }).toFile(photo);
    const classified = await honeyburst(['classify', photo, '--model', 'cloud', '--json'], environment);
    expect(classified.status, classified.stderr).toBe(0);
    expect(JSON.parse(classified.stdout)).toMatchObject([{ model: 'cloud', finish: { label: '' } }]);

    const model = await writeUntrainedModel(join(folder, 'ours'), { name: 'ours' });
    const refused = await run(model.folder, '--threshold', '0.8');
    expect(refused).toMatchObject({ status: 2 });
    expect(refused.stderr).toContain('for exported models only');
  });
});
