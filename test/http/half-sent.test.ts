import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { registerHook } from '../../src/http/hook-routes.js';
import { createServer } from '../../src/http/server.js';
import { followTaxonomy } from '../../src/taxonomy/follow.js';
import { photo } from '../enrichment/catalogue.js';
import { createColourClassifier } from '../enrichment/colour-classifier.mjs';
import { createReviewDatabase } from '../review/pending.js';
import { testLog } from '../support/database.js';
import { type Dialled, dialPort } from './dial.js';
import { otherSecret, secret, sign } from './hook-server.js';
import { createTestService } from './service.js';

/** The head of a request whose body is announced, and never sent whole. */
function head(line: string, bytes: number, headers: Record<string, string> = {}): string {
  const lines = {
    host: 'test',
    'content-type': 'application/json',
    'content-length': String(bytes),
    ...headers,
  };
  return [line, ...Object.entries(lines).map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
}

const statusOf = async ({ said }: Dialled) => {
  await expect.poll(said).toMatch(/^HTTP/);
  return Number(said().split(' ')[1]);
};

async function listenService(options: Parameters<typeof createTestService>[0] = {}) {
  const service = await createTestService(options);
  await service.server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = service.server.server.address() as AddressInfo;
  return { ...service, port };
}

async function listenHook() {
  const { pool, taxonomy } = await createReviewDatabase();
  await pool.query('UPDATE honeyburst.model SET live = true');
  const server = createServer({ pool, log: testLog, trustedProxies: ['127.0.0.1'] });
  await server.register(registerHook, {
    ...{ pool, taxonomy: followTaxonomy(pool, taxonomy), log: testLog },
    hook: { secrets: [secret], token: undefined },
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.close());
  const { port } = server.server.address() as AddressInfo;
  const post = (bytes: number, headers: Record<string, string>, body = '') =>
    dialPort(port, head('POST /hooks/listings HTTP/1.1', bytes, headers) + body);
  return { post };
}

it('refuses who may not send before the body has come', async () => {
  const { port, keys } = await listenService();
  const ask = async (line: string, headers?: Record<string, string>) =>
    statusOf(await dialPort(port, `${head(`${line} HTTP/1.1`, 1_000_000, headers)}{`));
  expect(await ask('POST /v1/session')).toBe(413);
  expect(await ask('DELETE /v1/session')).toBe(413);
  expect(await ask('POST /nowhere')).toBe(404);
  expect(await ask('POST /')).toBe(404);
  expect(await ask('POST /v1/suggestions/review')).toBe(401);
  expect(await ask('POST /v1/classify', { 'content-type': 'multipart/form-data; boundary=x' })).toBe(401);
  expect(await ask('PUT /queues/api/queues/pause')).toBe(401);
  expect(await ask('POST /v1/classify', { authorization: `Bearer ${keys.analyst}` })).toBe(403);
});

it('refuses a body that grows beyond what anyone may send, though it announced nothing', async () => {
  const { port } = await listenService();
  const chunked = 'POST /v1/session HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n';
  const sending = await dialPort(port, `${chunked}Transfer-Encoding: chunked\r\n\r\n`);
  sending.socket.write(`1000\r\n${' '.repeat(0x1000)}\r\n`);
  expect(await statusOf(sending)).toBe(413);
});

it('the hook reads no body whose headers already say that it is not signed now', async () => {
  const { post } = await listenHook();
  const good = sign('{}');
  const refused: Record<string, string>[] = [
    {},
    { authorization: 'Bearer wrong' },
    { ...good, 'webhook-timestamp': '1' },
    { ...good, 'webhook-timestamp': 'now' },
    { ...sign('{}', { secondsAgo: 400 }) },
    { 'webhook-signature': good['webhook-signature']! },
    { ...good, 'webhook-id': 'x'.repeat(300) },
    { ...good, 'webhook-signature': 'v1,AAAA' },
    { ...good, 'webhook-signature': 'v2,x' },
  ];
  for (const headers of refused) expect(await statusOf(await post(1_000_000, headers))).toBe(401);
  expect(await statusOf(await post(2_000_001, good))).toBe(413);
});

it('half-sent bodies take a bounded amount of memory, and do not keep others from sending', async () => {
  const { post } = await listenHook();
  const half = ' '.repeat(999_999);
  const strange = { ...sign('{}', { key: otherSecret }), 'x-forwarded-for': '192.0.2.1' };
  const senders: Dialled[] = [];
  for (let n = 0; n < 24; n++) senders.push(await post(1_000_000, strange, half));
  // An address may have 16 MB in progress.
  const refused = () => senders.filter(({ said }) => said() !== '');
  await expect.poll(() => refused().length).toBeGreaterThanOrEqual(8);
  expect(refused().every(({ said }) => /^HTTP\/1.1 503 .*retry-after: 1\r\n.*"busy"/is.test(said()))).toBe(
    true,
  );
  const message = { external_id: 'a', title: 'Guitar', photo_urls: [] };
  const body = JSON.stringify(message);
  const shop = { ...sign(message), 'x-forwarded-for': '192.0.2.2' };
  expect(await statusOf(await post(Buffer.byteLength(body), shop, body))).toBe(202);
  // What is whole gives its memory back, whatever the answer.
  for (const { socket } of senders) socket.write(' ');
  await expect.poll(() => refused().length).toBe(24);
  const next = await post(1_000_000, strange, `${half} `);
  expect(await statusOf(next)).toBe(401);
});

it('takes as many photos at a time as it has slots, and refuses others before their bodies', async () => {
  const { port, keys, ask } = await listenService({
    classifyAtOnce: 3,
    classifier: async () => createColourClassifier(),
  });
  const headers = {
    'content-type': 'multipart/form-data; boundary=x',
    authorization: `Bearer ${keys.ingest}`,
  };
  const send = () => dialPort(port, head('POST /v1/classify HTTP/1.1', 1_000_000, headers));
  const form = new FormData();
  form.append('image', new Blob([new Uint8Array(await photo('fiesta-red'))]), 'red.jpg');
  const classify = async () => (await ask('ingest', 'POST', '/v1/classify', form)).status;
  expect(await classify()).toBe(200);
  const held = [await send(), await send(), await send()];
  // A request that comes while this one is looked at finds one slot fewer, and is sent again.
  const holdAll = async () => {
    for (const [index, one] of held.entries()) if (one.said() !== '') held[index] = await send();
  };
  await expect.poll(() => holdAll().then(classify)).toBe(503);
  const refused = await send();
  expect(await statusOf(refused)).toBe(503);
  expect(refused.said()).toMatch(/retry-after: 1\r\n/i);
  // Nothing else waits for them.
  expect((await ask('reviewer', 'GET', '/v1/taxonomy')).status).toBe(200);
  for (const { socket } of held) socket.destroy();
  await expect.poll(classify).toBe(200);
  for (let n = 0; n < 5; n++) expect(await classify()).toBe(200);
});
