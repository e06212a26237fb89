import { expect, it } from 'vitest';
import type { ModelFolder } from '../../src/classifier/backend.js';
import { photoHosts, requirePhotoHosts } from '../../src/classifier/photo-hosts.js';
import { registerModel } from '../../src/classifier/registry.js';
import type { RemoteModel } from '../../src/custom-vision/client/description.js';
import type { Pool } from '../../src/database/pool.js';
import { remoteModel, root, within } from '../custom-vision/client/remote-model.js';
import { createTestDatabase } from '../support/database.js';

type Databases = Parameters<typeof requirePhotoHosts>[2];

const none: Databases = {
  databaseExists: async () => false,
  database: async () => Promise.reject(new Error('there is no database')),
};
const on = (pool: Pool): Databases => ({
  databaseExists: async () => true,
  database: async () => ({ pool }),
});

function inContainers(rootAddress: string, redAddress = rootAddress): RemoteModel {
  return remoteModel({
    customVision: {
      endpoint: 'https://trained.test',
      root: { ...root, at: { container: rootAddress } },
      within: { ...within, red: { ...within.red!, at: { container: redAddress } } },
    },
  });
}

const refusal = (model: ModelFolder, allowed: readonly string[] = [], databases = none) =>
  requirePhotoHosts(model, allowed, databases).then(
    () => undefined,
    (error) => error,
  );

it('a model sends photos to a container only if its host is allowed, and the error says how', async () => {
  const model = {
    ...inContainers('http://Photos.Example:5000/x', 'http://10.0.0.5/'),
    folder: '/models/given',
  };
  expect(photoHosts(model)).toEqual(['photos.example:5000', '10.0.0.5']);
  expect(await refusal(model)).toMatchObject({
    code: 'container_not_allowed',
    halts: true,
    message: expect.stringContaining(
      'photos to photos.example:5000, 10.0.0.5, which nobody has allowed. If the container there is yours, run honeyburst models import /models/given --allow-container photos.example:5000 --allow-container 10.0.0.5',
    ),
  });
  expect((await refusal(model, ['10.0.0.5'])).message).toMatch(/photos to photos\.example:5000, which/);
  expect(await refusal(model, ['10.0.0.5', 'photos.example:5000'])).toBeUndefined();
  expect(await refusal(model, ['10.0.0.5', 'photos.example'])).toBeUndefined();
});

it.each(['photos.example:80', 'example', 'evil.photos.example', 'photos.example:50'])(
  'another host (%s) is not the one that is allowed',
  async (allowed) => {
    expect(await refusal(inContainers('http://photos.example:5000'), [allowed])).toBeDefined();
  },
);

it('a model that names no host needs no permission and no database', async () => {
  expect(await refusal(remoteModel())).toBeUndefined();
});

it('the registry keeps the permission for exactly that model, also when it is registered again', async () => {
  const { pool } = await createTestDatabase();
  const model = inContainers('http://photos.example:5000');
  await registerModel(pool, model);
  expect(await refusal(model, [], on(pool))).toMatchObject({ code: 'container_not_allowed' });
  await registerModel(pool, model, photoHosts(model));
  await registerModel(pool, model);
  expect(await refusal(model, [], on(pool))).toBeUndefined();
  // Somebody edits the folder.
  const edited = inContainers('http://photos.example:5000', 'http://elsewhere.example');
  expect(await refusal(edited, [], on(pool))).toMatchObject({ code: 'container_not_allowed' });
});
