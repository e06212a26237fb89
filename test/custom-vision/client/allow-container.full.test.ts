import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writeModelFolder } from '../../../src/classifier/model-folder.js';
import { customVisionBackend } from '../../../src/custom-vision/client/backend.js';
import { photo } from '../../enrichment/catalogue.js';
import { createTestDatabase } from '../../support/database.js';
import { makeFolder } from '../../support/folder.js';
import { createTestServer } from '../../support/http-server.js';
import { honeyburst } from '../../support/program.js';
import { networks, remoteModel, root, within } from './remote-model.js';

it('a model folder cannot choose where photos are sent, until a person allows its container', async () => {
  const { url } = await createTestDatabase();
  const { folder, remove } = await makeFolder();
  onTestFinished(remove);
  let status = 200;
  const container = await createTestServer((request, response) => {
    const place = Number(request.url!.split('/')[1]);
    const predictions = networks[place]!.tags.map(({ name }, index) => ({
      tagName: name,
      probability: index === 0 ? 0.9 : 0.01,
    }));
    response.writeHead(status).end(status === 200 ? JSON.stringify({ predictions }) : 'secret');
  });
  const { host } = new URL(container.url);
  const at = (place: number) => ({ container: `${container.url}/${place}` });
  const { description } = remoteModel({
    name: 'boxed',
    customVision: {
      endpoint: 'https://trained.test',
      root: { ...root, at: at(0) },
      within: { red: { ...within.red!, at: at(1) }, sunburst: { ...within.sunburst!, at: at(2) } },
    },
  });
  const given = join(folder, 'given');
  await writeModelFolder(given, customVisionBackend, description);
  // What a folder says about permissions does not count.
  const text = JSON.stringify({
    ...description,
    allowedHosts: [host],
    allowed_hosts: [host],
    allowContainer: [host],
  });
  await writeFile(join(given, 'model.json'), text);
  const picture = join(folder, '1.jpg');
  await writeFile(picture, await photo('fiesta-red'));
  const environment = {
    ...{ DATABASE_URL: url, HONEYBURST_HOME: join(folder, 'home'), CUSTOM_VISION_RETRY_MS: '0' },
  };
  const run = (...args: string[]) => honeyburst(args, environment);
  const option = ['--allow-container', host];
  await run('migrate');

  for (const args of [
    ['models', 'import', given],
    ['classify', picture, '--model', given],
  ]) {
    const refused = await run(...args);
    expect(refused).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`--allow-container ${host}`),
    });
  }
  expect(container.requests()).toBe(0);

  expect(await run('classify', picture, '--model', given, ...option)).toMatchObject({ status: 0 });
  expect((await run('classify', picture, '--model', given)).status).toBe(2);
  expect(await run('models', 'import', given, ...option)).toMatchObject({ status: 0 });
  for (const args of [
    ['classify', picture],
    ['classify', picture, '--model', 'boxed'],
    ['models', 'promote', 'boxed'],
  ]) {
    expect(await run(...args), args.join(' ')).toMatchObject({ status: 0 });
  }

  status = 500;
  const failed = await run('classify', picture, '--json');
  expect(failed.stdout).toContain('custom_vision_photo_refused');
  expect(failed.stdout + failed.stderr).not.toContain('secret');

  const registered = join(folder, 'home', 'models', 'boxed', 'model.json');
  const edited = (await readFile(registered, 'utf8')).replaceAll(container.url, 'http://elsewhere.test');
  await writeFile(registered, edited);
  expect(await run('classify', picture, '--model', 'boxed')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('elsewhere.test'),
  });
});
