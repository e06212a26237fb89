import { expect, it, onTestFinished, vi } from 'vitest';
import { createVision } from '../../support/vision.js';

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

it('slows down those who call too often, each key and kind of call by itself', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const { call } = await createVision({ tier: 'F0' });
  const list = () => call('GET', '/projects');
  const answers = [];
  for (let number = 0; number < 12; number++) answers.push(await list());
  expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(200), 429, 429]);
  expect(answers[10]!.headers['retry-after']).toBe('1');
  expect(answers[10]!.body).toEqual({
    error: {
      code: '429',
      message:
        'Requests to the GetProjects Operation under Custom_Vision_Training_3.3 have exceeded rate limit of your current Custom_Vision.Training F0 pricing tier. Please retry after 1 second. To increase your rate limit switch to a paid tier.',
    },
  });
  const unknown = '/ee85a74c-405e-4adc-bb47-ffa8ca0c9f31';
  const others = [
    () => call('POST', `/projects${unknown}/train`),
    () => call('POST', `${unknown}/classify/iterations/a/image`, { role: 'prediction' }),
    () => call('POST', `${unknown}/classify/iterations/a/image/nostore`, { role: 'prediction' }),
  ];
  for (const other of others) {
    expect([await other(), await other(), await other()].map(({ status }) => status)).toEqual([
      404, 404, 429,
    ]);
  }
  vi.setSystemTime(Date.now() + 1001);
  expect((await list()).status).toBe(200);
});
