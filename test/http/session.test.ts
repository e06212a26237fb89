import { expect, it, onTestFinished, vi } from 'vitest';
import { createApiToken, revokeApiToken } from '../../src/http/api-token.js';
import { suggest } from '../review/pending.js';
import { createTestService, type TestService } from './service.js';

const page = { host: 'guitars.test', origin: 'https://guitars.test', 'x-honeyburst': 'page' };

async function signIn({ server, keys }: Pick<TestService, 'server' | 'keys'>, host = 'guitars.test') {
  const answer = await server.inject({
    ...{ method: 'POST', url: '/v1/session', headers: { host } },
    payload: { key: keys.reviewer },
  });
  expect(answer.json()).toEqual({ name: 'reviewer', role: 'reviewer' });
  const cookie = String(answer.headers['set-cookie']);
  return { attributes: cookie, cookie: cookie.split(';')[0]! };
}

it('begins with a key, lasts 12 hours and ends when asked to', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const service = await createTestService();
  const { server } = service;
  const { cookie, attributes } = await signIn(service);
  expect(attributes).toMatch(/^honeyburst_session=[^;]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
  const who = () => server.inject({ url: '/v1/session', headers: { cookie } });
  expect((await who()).json()).toEqual({ name: 'reviewer', role: 'reviewer' });
  vi.setSystemTime(Date.now() + 12 * 3600_000 - 1000);
  expect((await who()).statusCode).toBe(200);
  vi.setSystemTime(Date.now() + 1001);
  expect((await who()).statusCode).toBe(401);
  const ended = await server.inject({ method: 'DELETE', url: '/v1/session', headers: { cookie, ...page } });
  expect(ended.statusCode).toBe(204);
  expect(ended.headers['set-cookie']).toMatch(/^honeyburst_session=; Max-Age=0;/);
});

it('ends on the server too, so that a copy of its cookie is worth nothing', async () => {
  const service = await createTestService();
  const { server, pool } = service;
  const [mine, other] = [await signIn(service), await signIn(service)];
  const status = async ({ cookie }: { cookie: string }) =>
    (await server.inject({ url: '/v1/session', headers: { cookie } })).statusCode;
  expect([await status(mine), await status(other)]).toEqual([200, 200]);
  const end = (headers: Record<string, string>) =>
    server.inject({ method: 'DELETE', url: '/v1/session', headers: { cookie: mine.cookie, ...headers } });
  expect((await end({ host: page.host, origin: 'https://evil.test' })).statusCode).toBe(403);
  expect(await status(mine)).toBe(200);
  expect((await end(page)).statusCode).toBe(204);
  expect([await status(mine), await status(other)]).toEqual([401, 200]);
  // What the database holds opens no session.
  const { rows } = await pool.query("SELECT encode(sha256, 'escape') AS kept FROM honeyburst.session");
  expect(rows).toHaveLength(1);
  expect(other.cookie).not.toContain(rows[0].kept);
});

it('keeps no session that is over', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const service = await createTestService();
  await signIn(service);
  vi.setSystemTime(Date.now() + 12 * 3600_000);
  await signIn(service);
  expect((await service.pool.query('SELECT FROM honeyburst.session')).rowCount).toBe(1);
});

it('is for https only where clients come by https', async () => {
  const service = await createTestService({ baseUrl: 'https://guitars.test' });
  expect((await signIn(service)).attributes).toContain('; Secure');
});

it('refuses wrong keys, forged cookies and cookies of a key that was revoked or made anew', async () => {
  const service = await createTestService();
  const { server, keys, pool } = service;
  const wrong = await server.inject({ method: 'POST', url: '/v1/session', payload: { key: 'x' } });
  expect(wrong).toMatchObject({ statusCode: 401 });
  expect(wrong.json()).toMatchObject({ code: 'wrong_key' });
  const { cookie } = await signIn(service);
  const [value, signature] = decodeURIComponent(cookie.split('=')[1]!).split('.');
  const forgedValue = value!.replace(/./, (first) => (first === 'A' ? 'B' : 'A'));
  const status = async (header: string) =>
    (await server.inject({ url: '/v1/session', headers: { cookie: header } })).statusCode;
  expect(await status(cookie)).toBe(200);
  for (const forged of [`${forgedValue}.${signature}`, `${value}.x`, value!, '', '%', '{}']) {
    expect(await status(`honeyburst_session=${forged}`)).toBe(401);
  }
  await revokeApiToken(pool, 'reviewer');
  expect(await status(cookie)).toBe(401);
  keys.reviewer = (await createApiToken(pool, { name: 'reviewer', role: 'reviewer' })).key;
  expect(await status(cookie)).toBe(401);
  expect(await status((await signIn(service)).cookie)).toBe(200);
});

it('changes things only from its own page', async () => {
  const service = await createTestService();
  const { server, pool, keys } = service;
  const { id } = await suggest(pool);
  const { cookie } = await signIn(service);
  const reject = async (headers: Record<string, string>) => {
    const answer = await server.inject({
      ...{ method: 'POST', url: `/v1/suggestions/${id}/review`, headers },
      payload: { revision: 0, decision: 'rejected' },
    });
    return [answer.statusCode, answer.json().code];
  };
  const forged = [403, 'forged_request'];
  const { host, origin } = page;
  expect(await reject({ cookie, host, origin })).toEqual(forged);
  expect(await reject({ cookie, host, 'x-honeyburst': 'page' })).toEqual(forged);
  for (const other of [
    'https://evil.test',
    'null',
    'https://guitars.test.evil.test',
    'https://guitars.test:444',
  ]) {
    expect(await reject({ ...page, cookie, origin: other })).toEqual(forged);
  }
  expect(await reject({ cookie, ...page })).toEqual([200, undefined]);
  const byKey = { authorization: `Bearer ${keys.reviewer}`, host, origin: 'https://evil.test' };
  expect(await reject(byKey)).toEqual([409, 'conflict']);
});

it('needs no header of ours on the pages of others, but the same origin', async () => {
  const service = await createTestService();
  service.keys.reviewer = service.keys.admin;
  const answer = await service.server.inject({
    ...{ method: 'POST', url: '/v1/session', headers: { host: 'guitars.test' } },
    payload: { key: service.keys.admin },
  });
  const cookie = String(answer.headers['set-cookie']).split(';')[0]!;
  const pause = async (origin: string) =>
    (
      await service.server.inject({
        ...{ method: 'PUT', url: '/queues/api/queues/pause' },
        headers: { cookie, host: 'guitars.test', origin },
      })
    ).statusCode;
  expect(await pause('https://evil.test')).toBe(403);
  expect(await pause('https://guitars.test')).toBe(200);
});
