import { copyFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeFolder } from '../support/folder.js';
import { createTestServer } from '../support/http-server.js';
import { honeyburst } from '../support/program.js';
import { writeUntrainedModel } from '../support/untrained-model.js';

const { folder, remove } = await makeFolder();
afterAll(remove);
const model = await writeUntrainedModel(join(folder, 'model'), { name: 'guitars' });
const photo = join(folder, 'photo.jpg');
await sharp({ create: { width: 300, height: 200, channels: 3, background: '#dc3c32' } }).toFile(photo);

const fraction = z.number().min(0).max(1);
const answer = z.object({ label: z.string().min(1), confidence: fraction });
const classification = z.strictObject({
  image: z.string(),
  family: answer,
  finish: answer,
  level: z.enum(['finish', 'family', 'none']),
  view: z.enum(['front', 'back', 'detail', 'headstock', 'case', 'other']).nullable(),
  reason: z.enum(['no_body', 'no_colour', 'repeated_photo']).nullable(),
  top: z.array(answer.extend({ family: z.string() })).length(5),
  model: z.literal('guitars'),
  latencyMs: z.number().positive(),
});

describe('honeyburst classify', () => {
  it('answers for every image in the order given, without a database, and fails if one failed', async () => {
    const album = join(folder, 'album');
    await mkdir(album);
    await copyFile(photo, join(album, 'b.jpg'));
    await writeFile(join(album, 'a.jpg'), 'I am a photo, honestly');
    await writeFile(join(album, 'notes.txt'), 'not looked at');
    const missing = join(folder, 'missing.jpg');
    const server = await createTestServer({ '/c.jpg': await readFile(photo) });
    const home = join(folder, 'untouched');

    const { status, stdout } = await honeyburst(
      ['classify', missing, album, `${server.url}/c.jpg`, `${server.url}/d.jpg`, photo].concat([
        '--model',
        model.folder,
        '--json',
      ]),
      { HONEYBURST_HOME: home, PHOTO_ALLOW_HOSTS: server.host },
    );

    expect(status).toBe(1);
    const entries = JSON.parse(stdout);
    expect(entries.map((entry: { image: string }) => entry.image)).toEqual([
      missing,
      join(album, 'a.jpg'),
      join(album, 'b.jpg'),
      `${server.url}/c.jpg`,
      `${server.url}/d.jpg`,
      photo,
    ]);
    const failed = (code: string, message: RegExp) => ({
      model: 'guitars',
      error: { code, message: expect.stringMatching(message) },
    });
    expect(entries[0]).toMatchObject(
      failed('file_unreadable', /missing\.jpg cannot be used: it does not exist/),
    );
    expect(entries[1]).toMatchObject(failed('photo_not_an_image', /not a photo/));
    expect(entries[4]).toMatchObject(failed('photo_not_found', /404/));
    const [fromFolder, fromServer, fromFile] = [2, 3, 5].map((index) => classification.parse(entries[index]));
    for (const same of [fromServer, fromFile]) {
      expect(same!.finish.label).toBe(fromFolder!.finish.label);
      expect(same!.finish.confidence).toBeCloseTo(fromFolder!.finish.confidence, 2);
    }
    const confidences = fromFile!.top.map(({ confidence }) => confidence);
    expect(confidences).toEqual([...confidences].sort((a, b) => b - a));
    expect(fromFile!.top[0]).toMatchObject(fromFile!.finish);

    await expect(stat(home)).rejects.toThrow('ENOENT');
  });

  it('finds a model by its name under HONEYBURST_HOME, and starts no database there', async () => {
    const home = join(folder, 'home');
    await writeUntrainedModel(join(home, 'models', 'guitars'), { name: 'guitars' });
    const { status, stdout } = await honeyburst(['classify', photo, '--model', 'guitars'], {
      HONEYBURST_HOME: home,
    });
    expect(status).toBe(0);
    expect(stdout).toContain(photo.slice(0, 20));
    expect(await readdir(home)).toEqual(['models']);
  });

  it('answers with the reference model where no other is live, and starts no database', async () => {
    const home = join(folder, 'fresh');
    const { status, stdout, stderr } = await honeyburst(['classify', photo, '--json'], {
      HONEYBURST_HOME: home,
    });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)[0]).toMatchObject({
      model: 'reference',
      family: { label: expect.any(String) },
    });
    expect(stderr).toContain('reference model');
    await expect(stat(home)).rejects.toThrow('ENOENT');
  });

  it('computes with the engine that is asked for, and says what that runs on', async () => {
    const classify = (...args: string[]) =>
      honeyburst(['classify', photo, '--json', '--model', model.folder, ...args], {
        INFERENCE_ENGINE: 'onnx',
      });
    const [onnx, tensorflow] = [await classify(), await classify('--engine', 'tensorflow')];
    expect(onnx.stderr).toContain('ONNX Runtime');
    expect(tensorflow.stderr).toMatch(
      /TensorFlow\.js on (libtensorflow|WebAssembly .*, since @tensorflow\/tfjs-node)/,
    );
    const confidences = [onnx, tensorflow].map(({ stdout }) => JSON.parse(stdout)[0].finish.confidence);
    // One step of 8 bits that falls to the other side leads to others.
    expect(confidences[1]).toBeCloseTo(confidences[0], 1);
    expect((await classify('--engine', 'abacus')).status).toBe(2);
  });

  it('says what is wrong with a model folder', async () => {
    const broken = join(folder, 'broken');
    await mkdir(broken);
    await writeFile(join(broken, 'model.json'), '{}');
    const { status, stdout, stderr } = await honeyburst(['classify', photo, '--model', broken]);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(`${broken} is not a model folder`);
  });
});
