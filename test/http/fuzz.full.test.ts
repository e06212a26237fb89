import { expect, it } from 'vitest';
import { createRandom, type Random } from '../../src/random.js';
import { photo } from '../enrichment/catalogue.js';
import { createColourClassifier } from '../enrichment/colour-classifier.mjs';
import { suggest } from '../review/pending.js';
import { createTestServer } from '../support/http-server.js';
import { createTestService } from './service.js';

const rounds = 60;

const nasty = [
  ...['', ' ', '0', '-1', '1', '2', '3', '1.5', '1e3', '1e308', '1e-320', 'NaN', 'Infinity', '2147483647'],
  ...['2147483648', '9007199254740993', '9223372036854775808', '99999999999999999999', 'null', 'true', '[]'],
  ...['{}', "'", '"; --', '%', '%00', '\0', '\u0001', '\ud800', '\u{1f3b8}', 'ÿ', '..', '../..', '<b>', '*'],
  ...[
    'pending',
    'accepted',
    'rejected',
    'edited',
    'red',
    'black',
    'fiesta-red',
    'newest',
    'surest',
    'finish',
  ],
  ...[
    'failed',
    'photo_timeout',
    'x'.repeat(300),
    'WyJuZXdlc3QiLDFlMzAwLDFd',
    'WyJkb3VidGZ1bCIsMSwxXQ',
    '160',
  ],
];

const keys = [
  ...[
    'status',
    'family',
    'finish',
    'minConfidence',
    'maxConfidence',
    'make',
    'reason',
    'model',
    'level',
    'url',
  ],
  ...['minAgeDays', 'maxAgeDays', 'order', 'after', 'limit', 'q', 'state', 'code', 'size', 'key', 'revision'],
  ...['decision', 'note', 'items', 'id', '__proto__', 'constructor', 'toString'],
];

function anyValue(random: Random, depth = 0): unknown {
  const kind = random.integer(depth > 2 ? 4 : 6);
  if (kind === 0) return random.pick([null, true, false]);
  if (kind === 1) return random.pick([0, 1, -1, 2, 1.5, 2 ** 31, 2 ** 53, 1e300, 5e-324]);
  if (kind < 4) return random.pick(nasty);
  const length = random.integer(4);
  if (kind === 4) return Array.from({ length }, () => anyValue(random, depth + 1));
  return Object.fromEntries(
    Array.from({ length: length + 1 }, () => [random.pick(keys), anyValue(random, depth + 1)]),
  );
}

/** What its route would take, or nearly. */
function likelyBody(random: Random, ids: readonly number[]): unknown {
  const one = () => ({ id: random.pick([...ids, 0, 10 ** 15]), revision: random.integer(3) });
  const decision = random.pick(['accepted', 'edited', 'rejected']);
  return random.pick<unknown>([
    { revision: random.integer(3), decision, ...(random.chance(0.5) ? { finish: random.pick(nasty) } : {}) },
    { revision: random.integer(3), decision, note: random.pick(nasty) },
    { revision: random.integer(3) },
    { items: Array.from({ length: random.integer(4) }, one), decision },
    { url: random.pick(['http://', 'https://x', 'http://[::1]/', 'http://127.1/', ...nasty]) },
    { key: random.pick(nasty) },
    { code: random.pick(nasty) },
  ]);
}

it('answers anything, but never that it failed', async () => {
  const host = await createTestServer({ '/1.jpg': await photo('fiesta-red') });
  const {
    server,
    routes,
    pool,
    keys: apiKeys,
  } = await createTestService({
    classifier: async () => createColourClassifier(),
  });
  const ids: number[] = [];
  for (let count = 0; count < 3; count++) {
    ids.push((await suggest(pool, { listing: { photos: [`${host.url}/1.jpg`] } })).id);
  }
  const failures: string[] = [];
  const statuses = new Set<number>();
  for (const { method, url } of routes) {
    const random = createRandom(`fuzz ${method} ${url}`);
    // The queue's dashboard is another's, and what it does to jobs is not for chance.
    const isBoard = url.startsWith('/queues');
    if (isBoard && method !== 'GET') continue;
    for (let round = 0; round < (isBoard ? 5 : rounds); round++) {
      const path = url.replaceAll(/:[A-Za-z]+|\*/g, () =>
        encode(random.chance(0.4) ? String(random.pick(ids)) : random.pick(nasty)),
      );
      const query = Array.from(
        { length: random.integer(4) },
        () => `${random.pick(keys)}=${encode(random.pick(nasty))}`,
      );
      const payload =
        method === 'GET' || random.chance(0.1)
          ? undefined
          : random.chance(0.6)
            ? likelyBody(random, ids)
            : anyValue(random);
      const answer = await server.inject({
        method: [method].flat().at(-1) as 'GET',
        url: `${path}${query.length > 0 ? '?' : ''}${query.join('&')}`,
        headers: {
          authorization: `Bearer ${apiKeys.admin}`,
          ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
          ...(random.chance(0.1) ? { 'if-none-match': random.pick(['*', '""', 'x']) } : {}),
        },
        ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
      });
      statuses.add(answer.statusCode);
      const isProblem = /^application\/problem\+json/.test(String(answer.headers['content-type']));
      if (answer.statusCode >= 500 || (answer.statusCode >= 400 && !isProblem && !isBoard)) {
        failures.push(`${method} ${path}?${query.join('&')} ${JSON.stringify(payload)}: ${answer.body}`);
      }
    }
  }
  expect(failures).toEqual([]);
  // It reached more than the gate.
  expect([...statuses]).toEqual(expect.arrayContaining([200, 204, 400, 401, 404, 409, 422]));
});

/** As an address holds it; a lone surrogate as bytes that are no UTF-8. */
function encode(text: string): string {
  return /\p{Surrogate}/u.test(text) ? '%ED%A0%80' : encodeURIComponent(text);
}
