import { expect, it } from 'vitest';
import { createVision, photo } from '../../support/vision.js';
import { startVisionServer } from '../../support/vision-server.js';

it('refuses a wrong or absent key as the gateway does', async () => {
  const { call } = await createVision();
  for (const key of ['0'.repeat(32), '']) {
    const { status, body } = await call('GET', '/projects', { headers: { 'training-key': key } });
    expect(status).toBe(401);
    expect(body).toEqual({
      error: {
        code: '401',
        message:
          'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.',
      },
    });
  }
});

it('takes either case of path and header, and the versions of the service', async () => {
  const { call } = await createVision();
  for (const version of ['v3.0', 'v3.1', 'v3.2', 'v3.3', 'v3.4-preview', 'V3.4-Preview']) {
    expect((await call('GET', '/projects', { version })).status).toBe(200);
  }
  expect((await call('GET', '/Projects')).status).toBe(200);
  for (const version of ['v2.1', 'v3.9']) {
    expect((await call('GET', '/projects', { version })).body).toEqual({
      error: { code: '404', message: 'Resource not found' },
    });
  }
});

it('answers as the service does: pretty-printed, one id in both headers', async () => {
  const { call } = await createVision();
  const { headers, text } = await call('GET', '/domains/ee85a74c-405e-4adc-bb47-ffa8ca0c9f31');
  expect(headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'apim-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    'strict-transport-security': 'max-age=31536000; includeSubDomains; preload',
    'x-content-type-options': 'nosniff',
  });
  expect(headers['request-id']).toBe(headers['apim-request-id']);
  expect(text).toBe(
    [
      '{',
      '  "id": "ee85a74c-405e-4adc-bb47-ffa8ca0c9f31",',
      '  "name": "General",',
      '  "type": "Classification",',
      '  "exportable": false,',
      '  "enabled": true',
      '}',
    ].join('\r\n'),
  );
});

it('takes an endpoint that ends in a slash, as the portal shows it', async () => {
  const { url, trainingKey } = await startVisionServer();
  const headers = { 'training-key': trainingKey };
  for (const path of ['//customvision/v3.2/training/projects', '//customvision//v3.3/Training/projects/']) {
    const answer = await fetch(`${url}${path}`, { headers });
    expect([answer.status, await answer.text()]).toEqual([200, '[]']);
  }
  expect((await fetch(`${url}//customvision/v3.2/training/projects`)).status).toBe(401);
});

it('treats an empty parameter as absent', async () => {
  const { call } = await createVision();
  const { body: project } = await call('POST', '/projects?name=A&description=&classificationType=&domainId=');
  expect(project).toMatchObject({ description: '', settings: { classificationType: 'Multilabel' } });
  const path = `/projects/${project.id}`;
  const { body: tag } = await call('POST', `${path}/tags?name=red&description=&type=`);
  expect(tag).toMatchObject({ description: null, type: 'Regular' });
  expect((await call('POST', `${path}/tags?name=`)).body.code).toBe('BadRequestTagName');
  await call('POST', `${path}/images`, {
    payload: await photo(7),
    headers: { 'content-type': 'application/octet-stream' },
  });
  expect((await call('GET', `${path}/images?take=&skip=&orderBy=&tagIds=&iterationId=`)).body).toHaveLength(
    1,
  );
});
