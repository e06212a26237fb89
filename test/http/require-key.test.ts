import { expect, it, onTestFinished } from 'vitest';
import { createApiToken } from '../../src/http/api-token.js';
import { registerMetrics } from '../../src/http/metrics-route.js';
import { requireKey } from '../../src/http/require-key.js';
import { createServer } from '../../src/http/server.js';
import { createMetrics } from '../../src/metrics/metrics.js';
import { createTestDatabase, testLog } from '../support/database.js';

it('lets only keys of the roles read metrics', async () => {
  const { pool } = await createTestDatabase();
  const server = createServer({ pool, log: testLog });
  onTestFinished(() => server.close());
  registerMetrics(server, createMetrics(), { authorise: requireKey(pool, 'analyst', 'admin') });
  const keyOf = async (role: 'analyst' | 'reviewer') =>
    (await createApiToken(pool, { name: role, role })).key;
  const ask = async (authorization?: string) =>
    server.inject({ url: '/metrics', headers: authorization === undefined ? {} : { authorization } });

  const refused = await ask();
  expect(refused.statusCode).toBe(401);
  expect(refused.headers['content-type']).toContain('application/problem+json');
  expect(refused.json()).toMatchObject({ detail: expect.stringContaining('--role analyst') });
  expect((await ask(`Bearer ${await keyOf('reviewer')}`)).statusCode).toBe(401);
  expect((await ask('Bearer wrong')).statusCode).toBe(401);
  const answered = await ask(`Bearer ${await keyOf('analyst')}`);
  expect(answered.statusCode).toBe(200);
  expect(answered.payload).toContain('honeyburst_');
});
