import { expect, it } from 'vitest';
import { type ApiRole, apiRoles, createApiToken } from '../../src/http/api-token.js';
import { createTestService } from './service.js';

const all = apiRoles;
const readers: readonly ApiRole[] = ['admin', 'reviewer', 'analyst'];
const reviewers: readonly ApiRole[] = ['admin', 'reviewer'];
const analysts: readonly ApiRole[] = ['admin', 'analyst'];
const admins: readonly ApiRole[] = ['admin'];

/** Who may use which route; nobody else, and no route besides. */
const expected: readonly [route: RegExp, roles: readonly ApiRole[] | 'anyone'][] = [
  [/^POST \/v1\/session$/, 'anyone'],
  [/^GET \/v1\/session$/, all],
  [/^DELETE \/v1\/session$/, 'anyone'],
  [/^GET \/v1\/suggestions$/, readers],
  [/^GET \/v1\/suggestions\/counts$/, readers],
  [/^GET \/v1\/suggestions\/:id$/, readers],
  [/^GET \/v1\/suggestions\/:id\/photos\/:position$/, reviewers],
  [/^POST \/v1\/suggestions\/:id\/review$/, reviewers],
  [/^POST \/v1\/suggestions\/:id\/undo$/, reviewers],
  [/^POST \/v1\/suggestions\/review$/, reviewers],
  [/^GET \/v1\/taxonomy(\/match)?$/, readers],
  [/^GET \/v1\/listings$/, readers],
  [/^GET \/v1\/listings\/:externalId$/, readers],
  [/^GET \/v1\/enrichments$/, analysts],
  [/^POST \/v1\/enrichments\/retry$/, admins],
  [/^GET \/v1\/models$/, analysts],
  [/^GET \/v1\/overview$/, readers],
  [/^POST \/v1\/classify$/, ['admin', 'ingest']],
  [/^GET \/(assets\/\*)?$/, 'anyone'],
  [/^(HEAD,)?GET \/docs(\/.*)?$/, 'anyone'],
  [/^((HEAD,)?GET|PUT|POST|PATCH) \/queues(\/.*)?$/, admins],
];

it('lets each role use its routes, and no other', async () => {
  const { server, routes, keys, pool } = await createTestService();
  const visionKey = (await createApiToken(pool, { name: 'trainer', role: 'training' })).key;
  const unknown: string[] = [];
  const wrong: string[] = [];
  // The link is tested by itself: what it says is its key.
  for (const { method, url } of routes.filter((route) => route.url !== '/sign-in')) {
    const name = `${[method].flat().join()} ${url}`;
    const entries = expected.filter(([route]) => route.test(name));
    if (entries.length !== 1) unknown.push(name);
    const allowed = entries[0]?.[1] ?? [];
    const path = url.replaceAll(/:[A-Za-z]+/g, '1').replace('*', 'x');
    const ask = async (key?: string) => {
      const answer = await server.inject({
        method: [method].flat().at(-1) as 'GET',
        url: path,
        headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
      });
      if (/^40[13]$/.test(String(answer.statusCode))) {
        expect(answer.headers['content-type']).toMatch('application/problem+json');
      }
      return answer.statusCode;
    };
    for (const role of apiRoles) {
      const isAllowed = allowed === 'anyone' || allowed.includes(role);
      const status = await ask(keys[role]);
      if (isAllowed ? status === 401 || status === 403 : status !== 403)
        wrong.push(`${name} as ${role}: ${status}`);
    }
    for (const key of [undefined, visionKey, '0'.repeat(32)]) {
      const status = await ask(key);
      if ((allowed === 'anyone') === (status === 401)) wrong.push(`${name} without a key: ${status}`);
    }
  }
  expect(unknown).toEqual([]);
  expect(wrong).toEqual([]);
  const entriesInVain = expected.filter(
    ([route]) => !routes.some(({ method, url }) => route.test(`${[method].flat().join()} ${url}`)),
  );
  expect(entriesInVain).toEqual([]);
});

it('refuses a key as soon as it is revoked, and serves nobody who has none', async () => {
  const { server, keys, pool } = await createTestService();
  const headers = { authorization: `Bearer ${keys.reviewer}` };
  expect((await server.inject({ url: '/v1/session', headers })).json()).toEqual({
    name: 'reviewer',
    role: 'reviewer',
  });
  await pool.query("UPDATE honeyburst.api_token SET revoked_at = now() WHERE name = 'reviewer'");
  const refused = await server.inject({ url: '/v1/session', headers });
  expect(refused.statusCode).toBe(401);
  expect(refused.headers['www-authenticate']).toBe('Bearer');
  expect((await server.inject('/v1/session')).statusCode).toBe(401);
});

it('slows down who asks too often, each key by itself', async () => {
  const { ask } = await createTestService({ ratePerMinute: 3 });
  const list = () => ask('reviewer', 'GET', '/v1/taxonomy');
  const answers = [await list(), await list(), await list(), await list()];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
  expect(answers[3]).toMatchObject({
    headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
    body: { code: 'too_many_requests' },
  });
  expect((await ask('analyst', 'GET', '/v1/taxonomy')).status).toBe(200);
});
