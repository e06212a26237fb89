import { expect, it } from 'vitest';
import { createVision } from '../../support/vision.js';

it('makes a project with the settings of the service, and numbers taken names', async () => {
  const { call } = await createVision();
  const { status, body } = await call('POST', '/projects?name=Guitars');
  expect(status).toBe(200);
  expect(body).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    name: 'Guitars',
    description: '',
    settings: {
      domainId: 'ee85a74c-405e-4adc-bb47-ffa8ca0c9f31',
      classificationType: 'Multilabel',
      targetExportPlatforms: [],
      useNegativeSet: true,
      detectionParameters: null,
      imageProcessingSettings: {
        augmentationMethods: {
          rotation: true,
          scaling: true,
          translation: true,
          'horizontal flip': true,
          equalize: true,
          solarize: true,
          padtosquare: true,
        },
      },
    },
    created: expect.stringMatching(/Z$/),
    lastModified: expect.stringMatching(/Z$/),
    thumbnailUri: null,
    drModeEnabled: false,
    status: 'Succeeded',
  });
  const others = await Promise.all([1, 2].map(() => call('POST', '/projects?name=Guitars')));
  expect(others.map((other) => other.body.name).sort()).toEqual(['Guitars (1)', 'Guitars (2)']);
  const listed = await call('GET', '/projects', { version: 'v3.0' });
  expect(listed.body).toHaveLength(3);
  expect(Object.keys(listed.body[0].settings)).toEqual([
    'domainId',
    'classificationType',
    'targetExportPlatforms',
  ]);
  expect(listed.body[0]).not.toHaveProperty('status');
});

it('changes what is sent and nothing else, and deletes', async () => {
  const { call } = await createVision();
  const { body: project } = await call(
    'POST',
    '/projects?name=A&description=first&classificationType=multiclass&targetExportPlatforms=onnx,CoreML',
  );
  expect(project.settings).toMatchObject({
    classificationType: 'Multiclass',
    targetExportPlatforms: ['ONNX', 'CoreML'],
  });
  const path = `/projects/${project.id}`;
  const { body } = await call('PATCH', path, {
    payload: { name: 'B', settings: { domainId: '0732100f-1a38-4e49-a514-c9b44c697ab5' } },
  });
  expect(body).toMatchObject({
    name: 'B',
    description: 'first',
    settings: { domainId: '0732100f-1a38-4e49-a514-c9b44c697ab5', classificationType: 'Multiclass' },
  });
  expect(await call('DELETE', path)).toMatchObject({ status: 204, text: '' });
  expect(await call('GET', path)).toMatchObject({ status: 404, body: { code: 'NotFoundProject' } });
});

it('says what is wrong in the codes of the service', async () => {
  const { call } = await createVision();
  const wrong = [
    ['POST', '/projects', 'BadRequestProjectName'],
    ['POST', '/projects?name=%20', 'BadRequestProjectName'],
    ['POST', '/projects?name=A&classificationType=Both', 'BadRequestProjectUnknownClassification'],
    [
      'POST',
      '/projects?name=A&domainId=da2e3a8a-40a5-4171-82f4-58522f70fbc1',
      'BadRequestProjectUnknownDomain',
    ],
    ['POST', '/projects?name=A&targetExportPlatforms=PSP', 'BadRequestProjectUnsupportedExportPlatform'],
    ['GET', '/projects/not-an-id', 'NotFoundProject'],
    ['GET', '/domains/not-an-id', 'NotFoundDomain'],
    ['POST', '/projects/import?token=A', 'BadRequestOperationNotSupported'],
  ] as const;
  for (const [method, path, code] of wrong) {
    const { status, body } = await call(method, path);
    expect(body, path).toEqual({ code, message: expect.stringMatching(/./) });
    expect(status, path).toBe(code.startsWith('NotFound') ? 404 : 400);
  }
});

it('refuses a body that is not JSON, a name that another project has, and more projects than the tier allows', async () => {
  const { call } = await createVision({ tier: 'F0' });
  const { body: first } = await call('POST', '/projects?name=A');
  const { body: second } = await call('POST', '/projects?name=B');
  expect((await call('POST', '/projects?name=C')).body.code).toBe('BadRequestExceedProjectLimit');
  const taken = await call('PATCH', `/projects/${second.id}`, { payload: { name: first.name } });
  expect(taken).toMatchObject({ status: 400, body: { code: 'BadRequestProjectNameNotUnique' } });
  const broken = await call('PATCH', `/projects/${second.id}`, {
    payload: '{"name": ',
    headers: { 'content-type': 'application/json' },
  });
  expect(broken).toMatchObject({ status: 400, body: { code: 'BadRequest' } });
});

it('shows its first photo, as a signed thumbnail', async () => {
  const { call, addPhotos, pool } = await createVision();
  const { body: project } = await call('POST', '/projects?name=A');
  await call('POST', '/projects?name=B');
  const { body: tag } = await call('POST', `/projects/${project.id}/tags?name=red`);
  await addPhotos(project.id, { [tag.id]: 3 });
  const first = (await call('GET', `/projects/${project.id}/images?orderBy=Oldest&take=1`)).body[0];
  const { body: listed } = await call('GET', '/projects');
  const path = (address: string) => new URL(address).pathname;
  expect(path(listed[0].thumbnailUri)).toBe(path(first.thumbnailUri));
  expect(listed[0].thumbnailUri).toContain('sig=');
  expect(listed[1].thumbnailUri).toBeNull();
  await pool.query('UPDATE custom_vision_server.image SET deleted_at = now()');
  expect((await call('GET', `/projects/${project.id}`)).body.thumbnailUri).toBeNull();
});

it('tells in v3.4 which domains have models to export, to what and how large', async () => {
  const { call } = await createVision();
  const { body: domains } = await call('GET', '/domains', { version: 'v3.4-preview' });
  for (const { name, exportablePlatforms, modelInformation } of domains) {
    const compact = name.includes('(compact)');
    expect(exportablePlatforms, name).toEqual(compact ? ['ONNX'] : []);
    expect(modelInformation, name).toEqual(
      compact
        ? { estimatedModelSizeInMegabytes: expect.any(Number), description: expect.stringMatching(/./) }
        : null,
    );
  }
});
