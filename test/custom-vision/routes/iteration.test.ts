import { expect, it } from 'vitest';
import { createVision, photo, standIn, type Vision } from '../../support/vision.js';

const compact = '0732100f-1a38-4e49-a514-c9b44c697ab5';

/** A project with two tags of five photos each. */
async function project({ call, addPhotos }: Vision, query = '') {
  const { body } = await call('POST', `/projects?name=A${query}`);
  const path = `/projects/${body.id}`;
  const tags = [];
  for (const name of ['red', 'blue']) tags.push((await call('POST', `${path}/tags?name=${name}`)).body);
  await addPhotos(body.id, Object.fromEntries(tags.map(({ id }) => [id, 5])));
  return { id: body.id as string, path, tags };
}

it('trains, and shows less while it does', async () => {
  const vision = await createVision();
  const { call } = vision;
  const { id, path } = await project(vision);
  const started = await call('POST', `${path}/train`, { version: 'v3.4-preview' });
  expect(started.status).toBe(200);
  const iteration = {
    id: expect.any(String),
    name: 'Iteration 1',
    created: expect.stringMatching(/Z$/),
    lastModified: expect.stringMatching(/Z$/),
    projectId: id,
    trainingType: 'Regular',
    reservedBudgetInHours: 0,
    publishName: null,
    originalPublishResourceId: null,
    customBaseModelInfo: null,
    trainingErrorDetails: null,
  };
  expect(started.body).toEqual({
    ...iteration,
    status: 'Training',
    exportable: false,
    exportableTo: null,
    domainId: null,
    classificationType: null,
    trainingTimeInMinutes: 0,
  });
  await vision.idle();
  const trained = await call('GET', `${path}/iterations/${started.body.id}`, { version: 'v3.4-preview' });
  expect(trained.body).toEqual({
    ...iteration,
    status: 'Completed',
    trainedAt: expect.stringMatching(/Z$/),
    exportable: false,
    exportableTo: null,
    domainId: 'ee85a74c-405e-4adc-bb47-ffa8ca0c9f31',
    classificationType: 'Multilabel',
    trainingTimeInMinutes: 1,
  });
  const [old] = (await call('GET', `${path}/iterations`, { version: 'v3.0' })).body;
  expect(old).toMatchObject({ exportableTo: [] });
  expect(old).not.toHaveProperty('trainingTimeInMinutes');
});

it('trains again only when something changed or when it is forced', async () => {
  const vision = await createVision();
  const { call } = vision;
  const { path, tags } = await project(vision);
  const train = async (query = '') => (await call('POST', `${path}/train${query}`)).body;
  expect((await train()).name).toBe('Iteration 1');
  await vision.idle();
  expect(await train('?forceTrain=false&reservedBudgetInHours=0')).toEqual({
    code: 'BadRequestTrainingNotNeeded',
    message: 'Nothing changed since last training',
  });
  expect((await train('?forceTrain=True')).name).toBe('Iteration 2');
  await vision.idle();
  await call('PATCH', `${path}/tags/${tags[0].id}`, { payload: { name: 'crimson' } });
  expect((await train()).name).toBe('Iteration 3');
  await vision.idle();
  await call('PATCH', path, { payload: { settings: { classificationType: 'Multiclass' } } });
  expect((await train()).name).toBe('Iteration 4');
});

it('refuses to train with too few tags or photos, or while it trains', async () => {
  const never = new Promise<never>(() => {});
  const vision = await createVision({ engine: { ...standIn, train: () => never } });
  const { call } = vision;
  const code = async (path: string) => (await call('POST', `${path}/train`)).body.code;
  const { body: empty } = await call('POST', '/projects?name=A&classificationType=Multiclass');
  expect(await code(`/projects/${empty.id}`)).toBe(
    'BadRequestMultiClassClassificationTrainingValidationFailed',
  );
  const { path } = await project(vision);
  const { body: tag } = await call('POST', `${path}/tags?name=green`);
  expect((await call('POST', `${path}/train`)).body).toEqual({
    code: 'BadRequestMultiLabelClassificationTrainingValidationFailed',
    message: 'Not enough images per tag for training',
  });
  await call('DELETE', `${path}/tags/${tag.id}`);
  expect((await call('POST', `${path}/train`)).status).toBe(200);
  expect(await code(path)).toBe('BadRequestTrainingAlreadyInProgress');
  const { body } = await call('GET', `${path}/iterations`);
  expect(
    await call('POST', `${path}/iterations/${body[0].id}/publish?publishName=a&predictionId=b`),
  ).toMatchObject({
    status: 400,
    body: { code: 'BadRequestIterationIsNotTrained' },
  });
});

it('keeps the tags of its training, even if they change later', async () => {
  const vision = await createVision();
  const { call } = vision;
  const { path, tags } = await project(vision);
  const { body } = await call('POST', `${path}/train`);
  await call('DELETE', `${path}/tags/${tags[1].id}`);
  const { body: then } = await call('GET', `${path}/tags?iterationId=${body.id}`);
  expect(then).toEqual(tags.map((tag: object) => ({ ...tag, imageCount: 5 })));
  expect((await call('GET', `${path}/tags`)).body).toHaveLength(1);
});

it('is published under one name, and neither published twice nor deleted until that is undone', async () => {
  const vision = await createVision();
  const { call } = vision;
  const { path } = await project(vision);
  const train = async () => {
    const { body } = await call('POST', `${path}/train?forceTrain=true`);
    await vision.idle();
    return `${path}/iterations/${body.id}`;
  };
  const [first, second] = [await train(), await train()];
  const publish = (iteration: string, name: string, more = '') =>
    call('POST', `${iteration}/publish?publishName=${name}&predictionId=/resource${more}`);
  const published = await publish(first, 'live');
  expect(published).toMatchObject({ status: 200, text: 'true' });
  expect((await call('GET', first)).body).toMatchObject({
    publishName: 'live',
    originalPublishResourceId: '/resource',
  });
  for (const more of ['', '&overwrite=true']) {
    expect(await publish(first, 'other', more)).toMatchObject({
      status: 400,
      body: {
        code: 'BadRequestIterationIsPublished',
        message: 'Iteration is already published as: live',
      },
    });
  }
  expect((await call('DELETE', first)).body.code).toBe('BadRequestIterationIsPublished');
  expect((await publish(second, 'live')).body.code).toBe('BadRequestInvalidPublishName');
  expect((await publish(second, 'live', '&overwrite=true')).status).toBe(200);
  expect((await call('GET', first)).body.publishName).toBeNull();
  expect(await call('DELETE', `${second}/publish`)).toMatchObject({ status: 204, text: '' });
  expect((await call('DELETE', `${second}/publish`)).body.code).toBe('BadRequestIterationNotPublished');
  expect(await call('DELETE', second)).toMatchObject({ status: 204, text: '' });
  expect(await call('GET', second)).toMatchObject({
    status: 404,
    body: { code: 'NotFoundIteration', message: 'Invalid iteration' },
  });
  expect((await call('PATCH', first, { payload: { name: 'Best' } })).body.name).toBe('Best');
});

it('is measured on photos that it was not trained on', async () => {
  const vision = await createVision();
  const { call } = vision;
  const { path, tags } = await project(vision);
  const { body: iteration } = await call('POST', `${path}/train`);
  await vision.idle();
  const performance = `${path}/iterations/${iteration.id}/performance`;
  const perfect = {
    precision: 1,
    precisionStdDeviation: 0,
    recall: 1,
    recallStdDeviation: 0,
    averagePrecision: 1,
  };
  expect((await call('GET', `${performance}?threshold=0.5&overlapThreshold=0.3`)).body).toEqual({
    perTagPerformance: tags.map(({ id, name }) => ({ id, name, ...perfect })),
    ...perfect,
  });
  expect((await call('GET', `${performance}?threshold=0.8`)).body).toMatchObject({ precision: 0, recall: 0 });
  expect((await call('GET', `${performance}?threshold=2`)).status).toBe(400);
  const ofRed = `tagIds=${tags[0].id}`;
  expect((await call('GET', `${performance}/images/count?${ofRed}`)).text).toBe('5');
  const { body } = await call('GET', `${performance}/images?${ofRed}&take=2`);
  expect(body).toHaveLength(2);
  expect(body[0]).toMatchObject({
    width: 16,
    height: 16,
    imageUri: expect.stringContaining('/customvision/files/'),
    tags: [{ tagId: tags[0].id, tagName: 'red' }],
    predictions: [
      { probability: 0.75, tagId: tags[0].id, tagName: 'red', tagType: 'Regular' },
      { probability: 0.25, tagId: tags[1].id, tagName: 'blue', tagType: 'Regular' },
    ],
  });
});

it('is exported as ONNX from a compact domain, once', async () => {
  const vision = await createVision();
  const { call, pool } = vision;
  const { path } = await project(vision, `&domainId=${compact}`);
  const { body: iteration } = await call('POST', `${path}/train`);
  const exports = `${path}/iterations/${iteration.id}/export`;
  await vision.idle();
  expect((await call('GET', `${path}/iterations/${iteration.id}`)).body).toMatchObject({
    exportable: true,
    exportableTo: ['ONNX'],
  });
  const asked = await call('POST', `${exports}?platform=onnx`);
  const made = { platform: 'ONNX', flavor: null, newerVersionAvailable: false };
  expect(asked).toMatchObject({ status: 200, body: { ...made, status: 'Exporting', downloadUri: null } });
  await vision.idle();
  const { body } = await call('GET', exports);
  expect(body).toEqual([
    {
      ...made,
      status: 'Done',
      downloadUri: expect.stringContaining(`/${iteration.id.replaceAll('-', '')}.ONNX.zip?`),
    },
  ]);
  expect((await call('POST', `${exports}?platform=ONNX`)).body).toEqual({
    code: 'BadRequestExportAlreadyInProgress',
    message: `${iteration.id} is already queued for export`,
  });
  for (const query of ['platform=CoreML', 'platform=TensorFlow&flavor=TensorFlowJs']) {
    expect((await call('POST', `${exports}?${query}`)).body).toEqual({
      code: 'BadRequestExportValidationFailed',
      message: expect.stringMatching(
        /does not export to (CoreML|TensorFlow)\. Ask for platform=ONNX.*browsers/,
      ),
    });
  }
  expect((await call('POST', `${exports}?platform=ONNX&flavor=OnnxFloat16`)).body.message).toBe(
    'ONNX has no flavor OnnxFloat16: leave flavor out, or use one of ONNX10, ONNX12',
  );
  expect((await call('POST', `${exports}?platform=ONNX&flavor=onnx12`)).body.flavor).toBe('ONNX12');
  await vision.idle();
  const { rows } = await pool.query('SELECT bytes FROM custom_vision_server.export');
  expect(JSON.parse(rows[0].bytes)).toEqual({ labels: ['red', 'blue'], iterationId: iteration.id });
});

it('is not exported from a domain of the cloud', async () => {
  const vision = await createVision();
  const { path } = await project(vision);
  const { body: iteration } = await vision.call('POST', `${path}/train`);
  await vision.idle();
  expect(
    (await vision.call('POST', `${path}/iterations/${iteration.id}/export?platform=ONNX`)).body,
  ).toMatchObject({ code: 'BadRequestExportValidationFailed' });
});

it('answers quick tests without being published, the newest one unless another is named', async () => {
  const vision = await createVision();
  const { call, pool } = vision;
  const { id, path } = await project(vision);
  const test = (query: string) =>
    photo().then((payload) =>
      call('POST', `${path}/quicktest/image${query}`, {
        payload,
        headers: { 'content-type': 'application/octet-stream' },
      }),
    );
  expect((await test('')).body.code).toBe('BadRequestIterationIsNotTrained');
  const { body: first } = await call('POST', `${path}/train`);
  await vision.idle();
  const { body: second } = await call('POST', `${path}/train?forceTrain=true`);
  await vision.idle();
  expect((await test('?store=false')).body).toMatchObject({ project: id, iteration: second.id });
  expect((await pool.query('SELECT FROM custom_vision_server.prediction')).rowCount).toBe(0);
  const stored = await test(`?iterationId=${first.id}`);
  expect(stored.body.iteration).toBe(first.id);
  expect((await pool.query('SELECT id FROM custom_vision_server.prediction')).rows).toEqual([
    { id: stored.body.id },
  ]);
});
