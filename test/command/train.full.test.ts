import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { configFor, writeDataset } from '../custom-vision/client/remote-training.js';
import { createTrainingServer, predictionKey, trainingKey } from '../custom-vision/client/training-server.js';
import { createTestDatabase } from '../support/database.js';
import { makeFolder } from '../support/folder.js';
import { honeyburst } from '../support/program.js';

it('trains at Custom Vision, reports it and exports it', async () => {
  const { url: databaseUrl } = await createTestDatabase();
  const { folder, remove } = await makeFolder();
  onTestFinished(remove);
  const server = await createTrainingServer();
  const config = configFor(server);
  const environment = {
    DATABASE_URL: databaseUrl,
    HONEYBURST_HOME: join(folder, 'home'),
    CUSTOM_VISION_ENDPOINT: server.url,
    CUSTOM_VISION_TRAINING_KEY: trainingKey,
    CUSTOM_VISION_PREDICTION_KEY: predictionKey,
    CUSTOM_VISION_PREDICTION_RESOURCE_ID: config.predictionResourceId as string,
  };
  const run = (...args: string[]) => honeyburst(args, environment);
  const photos = join(folder, 'photos');
  for (const label of ['candy-apple-red', 'fiesta-red', 'lake-placid-blue'] as const) {
    await writeDataset(join(photos, label), { [label]: 8 });
  }
  expect((await run('migrate')).status).toBe(0);

  const wrong = await run('train', photos, '--name', 'guitars', '--restart');
  expect(wrong).toMatchObject({ status: 2, stdout: '' });
  expect(wrong.stderr).toContain('only apply to --engine custom-vision');

  const trained = await run('train', photos, '--name', 'guitars', '--engine', 'custom-vision');
  expect(trained.status, trained.stderr).toBe(0);
  expect(trained.stdout).toMatch(/guitars: 21 photos, 2 families, 3 finishes/);
  expect(trained.stdout).toMatch(/No finish is answered: about \d+ more held-back answers/);
  expect(trained.stdout).toMatch(/guitars family +90\.0 % +80\.0 %/);
  expect(trained.stdout).toMatch(
    /6 min of training time; the setup took 2 projects, 4 tags, 2 batches, 2 trainings/,
  );
  expect(trained.stdout).toContain('It is live.');
  for (const key of [trainingKey, predictionKey]) {
    expect(trained.stdout + trained.stderr).not.toContain(key);
    expect(await readFile(join(folder, 'home', 'models', 'guitars', 'model.json'), 'utf8')).not.toContain(
      key,
    );
  }

  const to = join(folder, 'exported');
  const written = await run('models', 'export', 'guitars', '--to', to, '--platform', 'onnx', '--json');
  expect(written.status, written.stderr).toBe(0);
  expect(JSON.parse(written.stdout)).toMatchObject({ platform: 'onnx' });
  expect((await readdir(to)).sort()).toEqual(['family.zip', 'labels.csv', 'red.zip']);

  const copied = await run('models', 'export', 'guitars', '--to', join(folder, 'copy'));
  expect(copied.status, copied.stderr).toBe(0);
  expect(await readdir(join(folder, 'copy'))).toEqual(['model.json']);
});
