import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writeModelFolder } from '../../../src/classifier/model-folder.js';
import { customVisionBackend } from '../../../src/custom-vision/client/backend.js';
import { photo } from '../../enrichment/catalogue.js';
import { createTestDatabase } from '../../support/database.js';
import { makeFolder } from '../../support/folder.js';
import { honeyburst } from '../../support/program.js';
import { createPredictionServer, predictionKey } from './prediction-server.js';
import { networks, remoteConfig, remoteModel } from './remote-model.js';

it('a model at Custom Vision is imported, promoted, asked and evaluated like any other, and the run says its cost', async () => {
  const { url } = await createTestDatabase();
  const { folder, remove } = await makeFolder();
  onTestFinished(remove);
  const server = await createPredictionServer(networks);
  const given = join(folder, 'given');
  await writeModelFolder(given, customVisionBackend, remoteModel().description);
  for (const colour of ['fiesta-red', 'candy-apple-red'] as const) {
    const labelled = join(folder, 'photos', 'red', colour);
    await mkdir(labelled, { recursive: true });
    await writeFile(join(labelled, '1.jpg'), await photo(colour));
  }
  const environment = {
    ...{ DATABASE_URL: url, HONEYBURST_HOME: join(folder, 'home'), CUSTOM_VISION_CALLS_PER_SECOND: '500' },
    ...{ CUSTOM_VISION_ENDPOINT: server.url, CUSTOM_VISION_PREDICTION_KEY: predictionKey },
  };
  const run = async (...args: string[]) => {
    const { status, stdout, stderr } = await honeyburst([...args, '--json'], environment);
    expect(stderr + stdout).not.toContain(predictionKey);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    return JSON.parse(stdout);
  };
  await honeyburst(['migrate'], environment);
  await run('models', 'import', given);
  expect(await run('models', 'promote', 'remote')).toMatchObject({ live: true, engine: 'custom-vision' });
  expect(await run('models', 'list')).toMatchObject([{ name: 'remote', backbone: 'custom-vision' }]);

  const photos = join(folder, 'photos');
  const classified = await run('classify', photos);
  expect(classified).toMatchObject([{ model: 'remote' }, { model: 'remote' }]);
  const asked = server.answered.length;
  const { price } = remoteConfig(server.url);
  const evaluation = await run('evaluate', photos, '--model', 'remote', '--no-leakage');
  const calls = server.answered.length - asked;
  // Once for both the latency and the figures: nothing comes from what was kept, and nothing is paid for twice.
  expect(calls).toBe(asked);
  expect(evaluation).toMatchObject({
    model: 'remote',
    images: 2,
    spent: { calls, cost: (calls * price) / 1000 },
  });
});
