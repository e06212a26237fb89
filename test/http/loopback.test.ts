import { expect, it } from 'vitest';
import { createApiToken } from '../../src/http/api-token.js';
import { isLoopback } from '../../src/http/principal.js';
import { createTestService } from './service.js';

async function withoutKeys(loopback = true) {
  const service = await createTestService({ loopback });
  await service.pool.query('DELETE FROM honeyburst.api_token');
  return service;
}

it('trusts its own machine as long as there is no key', async () => {
  const { server, pool } = await withoutKeys();
  for (const host of ['localhost', 'localhost:8080', '127.0.0.1:8080', '[::1]:8080', '127.0.0.1']) {
    const answer = await server.inject({ url: '/v1/session', headers: { host } });
    expect(answer.json()).toEqual({ name: 'local', role: 'admin' });
  }
  await createApiToken(pool, { name: 'shop', role: 'training' });
  expect((await server.inject('/v1/session')).statusCode).toBe(401);
});

it('is not fooled by other names, other pages and proxies that reach this machine', async () => {
  const { server } = await withoutKeys();
  for (const host of ['evil.test', 'localhost.evil.test', '127.0.0.1.evil.test', '10.0.0.1']) {
    expect((await server.inject({ url: '/v1/session', headers: { host } })).statusCode).toBe(401);
  }
  const forwarded = { host: '127.0.0.1:8080', 'x-forwarded-for': '192.0.2.1' };
  expect((await server.inject({ url: '/v1/session', headers: forwarded })).statusCode).toBe(401);
  const wrongKey = { authorization: 'Bearer wrong' };
  expect((await server.inject({ url: '/v1/session', headers: wrongKey })).statusCode).toBe(401);
  const retry = async (headers: Record<string, string>) =>
    (await server.inject({ method: 'POST', url: '/v1/enrichments/retry', headers })).statusCode;
  expect(await retry({ host: 'localhost:8080', origin: 'https://evil.test' })).toBe(403);
  expect(await retry({ host: 'localhost:8080', origin: 'null' })).toBe(403);
  expect(await retry({ host: 'localhost:8080', origin: 'http://localhost:8080' })).toBe(200);
  expect(await retry({ host: 'localhost:8080' })).toBe(200);
});

it('trusts nobody without a key where others reach it', async () => {
  const { server } = await withoutKeys(false);
  expect((await server.inject('/v1/session')).statusCode).toBe(401);
});

it('knows which addresses only this machine reaches', () => {
  expect(['127.0.0.1', '127.1.2.3', 'localhost', '::1'].filter((host) => !isLoopback(host))).toEqual([]);
  expect(['0.0.0.0', '::', '10.0.0.1', 'example.com', ''].filter(isLoopback)).toEqual([]);
});
