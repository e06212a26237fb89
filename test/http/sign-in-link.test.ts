import { expect, it, onTestFinished, vi } from 'vitest';
import { createApiToken } from '../../src/http/api-token.js';
import { isLoopback } from '../../src/http/listen.js';
import { createSignInLink } from '../../src/http/sign-in-link.js';
import { createTestService } from './service.js';

async function withoutKeys() {
  const signInLink = createSignInLink();
  const { server, pool } = await createTestService({ signInLink });
  await pool.query('DELETE FROM honeyburst.api_token');
  const who = async (headers: Record<string, string>) => {
    const answer = await server.inject({ url: '/v1/session', headers });
    return answer.statusCode === 200 ? answer.json() : answer.statusCode;
  };
  const open = async (path = signInLink.path, headers: Record<string, string> = {}) => {
    const answer = await server.inject({ url: path, headers });
    const cookie = String(answer.headers['set-cookie'] ?? '').split(';')[0]!;
    return { status: answer.statusCode, cookie, answer };
  };
  return { signInLink, server, pool, who, open };
}

it('nobody is trusted for the address that a request seems to come from', async () => {
  const { server, who } = await withoutKeys();
  for (const host of ['localhost', 'localhost:8080', '127.0.0.1:8080', '[::1]:8080', 'guitars.test']) {
    expect(await who({ host })).toBe(401);
    expect(await who({ host, 'x-forwarded-for': '127.0.0.1', forwarded: 'for=127.0.0.1' })).toBe(401);
    const retry = { method: 'POST', url: '/v1/enrichments/retry', headers: { host } } as const;
    expect((await server.inject(retry)).statusCode).toBe(401);
    expect((await server.inject({ url: '/queues/api/queues', headers: { host } })).statusCode).toBe(401);
  }
  expect((await server.inject('/v1/session')).json().detail).toContain('honeyburst tokens create NAME');
});

it('the link signs one person in, once', async () => {
  const { open, who, signInLink } = await withoutKeys();
  expect(await open('/sign-in')).toMatchObject({ status: 401, cookie: '' });
  expect(await open('/sign-in?token=wrong')).toMatchObject({ status: 401, cookie: '' });
  const { status, cookie, answer } = await open();
  expect(status).toBe(303);
  expect(answer.headers).toMatchObject({
    location: '/',
    'cache-control': 'no-store',
    'set-cookie': expect.stringContaining('HttpOnly; SameSite=Strict'),
  });
  expect(await who({ cookie })).toEqual({ name: 'local', role: 'admin' });
  const again = await open();
  expect(again).toMatchObject({ status: 401, cookie: '' });
  expect(again.answer.json()).toMatchObject({ code: 'wrong_link' });
  // Who is signed in goes on to the page.
  expect(await open(signInLink.path, { cookie })).toMatchObject({ status: 303, cookie: '' });
});

it('of many who open the link at the same time one is signed in', async () => {
  const { open } = await withoutKeys();
  const opened = await Promise.all(Array.from({ length: 20 }, () => open()));
  expect(opened.filter(({ status }) => status === 303)).toHaveLength(1);
  expect(opened.filter(({ cookie }) => cookie !== '')).toHaveLength(1);
});

it('a request for the head alone does not use the link up, nor does a failure of the database', async () => {
  const { open, server, pool, signInLink } = await withoutKeys();
  expect((await server.inject({ method: 'HEAD', url: signInLink.path })).statusCode).toBe(404);
  await pool.query('ALTER TABLE honeyburst.session ADD CONSTRAINT full_up CHECK (false)');
  expect((await open()).status).toBe(500);
  await pool.query('ALTER TABLE honeyburst.session DROP CONSTRAINT full_up');
  expect((await open()).status).toBe(303);
});

it('a session of the link may change things only from its own page, and ends with the first key', async () => {
  const { open, who, server, pool } = await withoutKeys();
  const { cookie } = await open();
  const retry = async (headers: Record<string, string>) =>
    (
      await server.inject({
        ...{ method: 'POST', url: '/v1/enrichments/retry' },
        headers: { cookie, host: 'localhost:8080', ...headers },
      })
    ).statusCode;
  expect(await retry({})).toBe(403);
  expect(await retry({ origin: 'http://localhost:8080' })).toBe(403);
  expect(await retry({ origin: 'https://evil.test', 'x-honeyburst': 'page' })).toBe(403);
  expect(await retry({ origin: 'http://localhost:8080', 'x-honeyburst': 'page' })).toBe(200);
  await createApiToken(pool, { name: 'shop', role: 'training' });
  expect(await who({ cookie })).toBe(401);
});

it('the link is good for an hour, and not once there is a key', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const old = await withoutKeys();
  vi.setSystemTime(Date.now() + 3_600_000);
  expect((await old.open()).status).toBe(401);
  const late = await withoutKeys();
  await createApiToken(late.pool, { name: 'me', role: 'admin' });
  expect((await late.open()).status).toBe(401);
});

it('knows which addresses only this machine reaches', () => {
  expect(['127.0.0.1', '127.1.2.3', 'localhost', '::1'].filter((host) => !isLoopback(host))).toEqual([]);
  expect(['0.0.0.0', '::', '10.0.0.1', 'example.com', ''].filter(isLoopback)).toEqual([]);
});
