import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createServer, type ServerOptions } from '../../src/http/server.js';
import { createTestDatabase } from '../support/database.js';
import { createTestService } from './service.js';

const randomKey = () => randomBytes(16).toString('hex');

it('a wrong key costs at most one query, and many different ones a bounded number', async () => {
  const { server, pool, keys } = await createTestService();
  const queries = vi.spyOn(pool, 'query');
  onTestFinished(() => queries.mockRestore());
  const ask = async (key: string) =>
    (await server.inject({ url: '/v1/taxonomy', headers: { authorization: `Bearer ${key}` } })).statusCode;
  const count = async (asking: () => Promise<unknown>) => {
    queries.mockClear();
    await asking();
    return queries.mock.calls.length;
  };
  // What has not the form of a key is not looked for.
  for (const key of ['x', 'A'.repeat(32), 'f'.repeat(31), 'f'.repeat(33), `${'f'.repeat(31)}'`]) {
    expect(await count(async () => expect(await ask(key)).toBe(401))).toBe(0);
  }
  const wrong = randomKey();
  expect(await count(() => ask(wrong))).toBe(1);
  expect(await count(() => Promise.all(Array.from({ length: 50 }, () => ask(wrong))))).toBe(0);
  await ask(keys.reviewer);
  const statuses: number[] = [];
  const many = await count(async () => {
    for (let n = 0; n < 300; n++) statuses.push(await ask(randomKey()));
  });
  expect(many).toBe(59);
  expect(statuses.slice(59).every((status) => status === 429)).toBe(true);
  // A key that was seen before is not held up by that.
  expect(await ask(keys.reviewer)).toBe(200);
});

it('a key is good as soon as it is created, and no longer than it is in use', async () => {
  const { ask, pool } = await createTestService();
  for (let n = 0; n < 3; n++) expect((await ask('reviewer', 'GET', '/v1/taxonomy')).status).toBe(200);
  await pool.query("UPDATE honeyburst.api_token SET revoked_at = now() WHERE name = 'reviewer'");
  expect((await ask('reviewer', 'GET', '/v1/taxonomy')).status).toBe(401);
});

it('whoever proves nothing shares what belongs to the address, on every route', async () => {
  const { server, ask } = await createTestService({ ratePerMinute: 5 });
  const get = (url: string, remoteAddress: string, headers = {}) =>
    server.inject({ url, remoteAddress, headers }).then(({ statusCode }) => statusCode);
  const wrong = { authorization: 'Bearer wrong' };
  const address = '192.0.2.1';
  expect(await get('/healthz', address)).toBe(200);
  expect(await get('/', address)).toBe(200);
  expect(await get('/nowhere', address)).toBe(404);
  expect(await get('/v1/taxonomy', address, wrong)).toBe(401);
  expect(await get('/v1/taxonomy', address, { cookie: 'honeyburst_session=forged.x' })).toBe(401);
  for (const url of ['/healthz', '/readyz', '/', '/nowhere', '/docs', '/v1/taxonomy', '/queues']) {
    expect(await get(url, address)).toBe(429);
    expect(await get(url, address, wrong)).toBe(429);
    // Headers of strangers do not make them somebody else.
    expect(await get(url, address, { 'x-forwarded-for': '192.0.2.77' })).toBe(429);
  }
  const refused = await server.inject({ url: '/healthz', remoteAddress: address });
  expect(refused.json()).toMatchObject({ code: 'too_many_requests' });
  expect(refused.headers['retry-after']).toMatch(/^\d+$/);
  expect(await get('/healthz', '192.0.2.2')).toBe(200);
  // Holders of keys have their own share, also from that address.
  for (let n = 0; n < 5; n++) expect((await ask('reviewer', 'GET', '/v1/taxonomy')).status).toBe(200);
});

it('signing in has a share of its own', async () => {
  const { server, keys } = await createTestService({ ratePerMinute: 1 });
  const signIn = async (key: string, remoteAddress = '192.0.2.1') =>
    (await server.inject({ method: 'POST', url: '/v1/session', remoteAddress, payload: { key } })).statusCode;
  for (let n = 0; n < 3; n++) await server.inject({ url: '/', remoteAddress: '192.0.2.1' });
  expect(await signIn(keys.reviewer)).toBe(200);
  for (let n = 0; n < 59; n++) expect(await signIn(randomKey())).toBe(401);
  expect(await signIn(keys.reviewer)).toBe(429);
  expect((await server.inject({ url: '/sign-in?token=x', remoteAddress: '192.0.2.1' })).statusCode).toBe(429);
  expect(await signIn(keys.reviewer, '192.0.2.2')).toBe(200);
});

async function withProxies(options: Partial<ServerOptions>) {
  const { pool } = await createTestDatabase();
  let lines = '';
  const write = (chunk: Buffer, _: string, done: () => void) => {
    lines += chunk;
    done();
  };
  const log = pino({ base: null }, new Writable({ write }));
  const server = createServer({ pool, log, ...options });
  onTestFinished(() => server.close());
  server.get('/who', async ({ ip, protocol, host }) => ({ ip, protocol, host }));
  const who = async (remoteAddress: string, headers: Record<string, string>) => {
    const answer = await server.inject({ url: '/who', remoteAddress, headers });
    return answer.statusCode === 200 ? answer.json() : answer.statusCode;
  };
  return { who, log: () => lines };
}

const forwarded = {
  ...{ host: 'inside', 'x-forwarded-host': 'guitars.test', 'x-forwarded-proto': 'https' },
  'x-forwarded-for': '203.0.113.9, 198.51.100.7',
};

it('believes forwarded headers of trusted proxies only, and limits and logs the true client', async () => {
  const trustedProxies = ['127.0.0.1', '10.0.0.0/8', 'fd00::/8'];
  const { who, log } = await withProxies({ trustedProxies, ratePerMinute: 2 });
  const client = { ip: '198.51.100.7', protocol: 'https', host: 'guitars.test' };
  expect(await who('127.0.0.1', forwarded)).toEqual(client);
  expect(await who('10.1.2.3', forwarded)).toEqual(client);
  expect(await who('fd00::1', forwarded)).toBe(429);
  expect(log()).toContain('"client":"198.51.100.7"');
  const stranger = { ip: '192.0.2.5', protocol: 'http', host: 'inside' };
  expect(await who('192.0.2.5', forwarded)).toEqual(stranger);
});

it('believes nobody by default, not even this machine', async () => {
  const { who } = await withProxies({});
  const stranger = { ip: '127.0.0.1', protocol: 'http', host: 'inside' };
  expect(await who('127.0.0.1', forwarded)).toEqual(stranger);
});
