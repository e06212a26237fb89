import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastify from 'fastify';
import { expect, it, onTestFinished } from 'vitest';
import { registerWebRoutes } from '../../src/http/web-routes.js';
import { makeFolder } from '../support/folder.js';
import { createTestService } from './service.js';

it('serves the built page, its assets for ever, and nothing beside them', async () => {
  const { folder, remove } = await makeFolder();
  onTestFinished(remove);
  const server = fastify();
  await server.register((app) => registerWebRoutes(app, `${folder}/web/`));
  expect((await server.inject('/')).body).toContain('npm run build');
  await mkdir(join(folder, 'web/assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'web/index.html'), '<!doctype html><title>Page</title>');
  await writeFile(join(folder, 'web/assets/page-1a2b.js'), 'page()');
  const page = await server.inject('/?status=pending');
  expect(page.body).toContain('<title>Page</title>');
  expect(page.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
  });
  const script = await server.inject('/assets/page-1a2b.js');
  expect(script).toMatchObject({ statusCode: 200, body: 'page()' });
  expect(script.headers).toMatchObject({
    'content-type': expect.stringContaining('javascript'),
    'cache-control': 'public, max-age=31536000, immutable',
  });
  for (const path of ['none.js', '../index.html', '..%2f..%2fsecret.txt', '%2e%2e/%2e%2e/secret.txt', '']) {
    const { statusCode, body } = await server.inject(`/assets/${path}`);
    expect(statusCode).toBeGreaterThanOrEqual(400);
    expect(body).not.toContain('secret<');
    expect(body).not.toBe('secret');
  }
});

it('sends pages that load nothing from elsewhere, with a request id and without CORS', async () => {
  const { server, ask } = await createTestService();
  for (const path of ['/', '/docs', '/v1/session', '/none']) {
    const { headers } = await server.inject({ url: path, headers: { origin: 'https://evil.test' } });
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'self';img-src 'self' data:;object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  }
  const board = await ask('admin', 'GET', '/queues');
  expect(board.text).toContain('/queues/');
  expect(board.headers['content-security-policy']).not.toContain('http');
  expect((await ask('admin', 'GET', '/queues/api/queues')).body.queues).toMatchObject([{ name: 'test' }]);
});

it('answers whatever cannot be understood in the same form', async () => {
  const { server, keys } = await createTestService();
  const headers = { authorization: `Bearer ${keys.admin}`, 'content-type': 'application/json' };
  const post = { method: 'POST', url: '/v1/suggestions/1/undo', headers } as const;
  const answers = [
    await server.inject('/%zz'),
    await server.inject('/v1/none'),
    await server.inject({ ...post, payload: '{' }),
    await server.inject({ ...post, payload: '' }),
    await server.inject({ ...post, payload: '{"__proto__": {}}' }),
    await server.inject({ ...post, payload: 'x'.repeat(2_000_000) }),
    await server.inject({ ...post, headers: { ...headers, 'content-type': 'text/xml' }, payload: '<x/>' }),
  ];
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([400, 404, 400, 400, 400, 413, 415]);
  for (const answer of answers) {
    expect(answer.headers['content-type']).toMatch('application/problem+json');
    expect(answer.json()).toMatchObject({
      ...{ type: 'about:blank', status: answer.statusCode },
      ...{ title: expect.any(String), detail: expect.any(String), code: expect.stringMatching(/^[a-z_]+$/) },
      requestId: answer.headers['x-request-id'],
    });
  }
});
