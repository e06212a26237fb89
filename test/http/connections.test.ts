import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { expect, it, onTestFinished } from 'vitest';
import { createServer, type ServerOptions } from '../../src/http/server.js';
import { createTestDatabase, testLog } from '../support/database.js';
import { type Dialled, dialPort } from './dial.js';

async function listen(options: Partial<ServerOptions> = {}, routes = (_: FastifyInstance): void => {}) {
  const { pool } = await createTestDatabase();
  const server = createServer({ pool, log: testLog, ...options });
  routes(server);
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;
  onTestFinished(() => server.close());
  const dial = (text?: string) => dialPort(port, text);
  return { server, dial };
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: test\r\n\r\n`;
const halfSent = (path: string) =>
  `POST ${path} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"half":`;

/** A route that answers when told to. */
function createSlowRoute() {
  const [begun, released] = [createSignal(), createSignal()];
  const register = (server: FastifyInstance) =>
    void server.get('/slow', async () => {
      begun.give();
      await released.given;
      return { done: true };
    });
  return { register, answer: released.give, begun: begun.given };
}

function createSignal() {
  let give = (): void => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

it('closing waits for requests in progress, and for no connection without one', async () => {
  const slow = createSlowRoute();
  // Nothing here is closed because its time is over.
  const { server, dial } = await listen({ shutdownTimeoutMs: 3_600_000 }, slow.register);
  const silent = await dial();
  const halfHeaders = await dial('GET /healthz HTTP/1.1\r\nHost: te');
  const keptAlive = await dial(get('/healthz'));
  await expect.poll(keptAlive.said).toContain('"ok"');
  const busy = await dial(get('/slow'));
  await slow.begun;

  const closed = server.close();
  await Promise.all([silent.closed, halfHeaders.closed, keptAlive.closed]);
  expect(busy.socket.destroyed).toBe(false);
  slow.answer();
  await closed;
  await busy.closed;
  expect(busy.said()).toContain('{"done":true}');
});

it('closing ends every connection when its time is over, also half-sent bodies and answers that never come', async () => {
  const slow = createSlowRoute();
  const { server, dial } = await listen({ shutdownTimeoutMs: 100 }, (app) => {
    slow.register(app);
    app.post('/body', async () => ({ whole: true }));
  });
  const half = await dial(halfSent('/body'));
  const busy = await dial(get('/slow'));
  await slow.begun;
  await server.close();
  await Promise.all([half.closed, busy.closed]);
  slow.answer();
});

it('a request must arrive within its time', async () => {
  const { dial } = await listen({ requestTimeoutMs: 50 }, (app) => {
    app.post('/body', async () => ({ whole: true }));
  });
  const silent = await dial();
  const halfHeaders = await dial('GET /healthz HTTP/1.1\r\nHost: te');
  const half = await dial(halfSent('/body'));
  await Promise.all([silent.closed, halfHeaders.closed, half.closed]);
  expect([halfHeaders.said(), half.said()].every((said) => said.startsWith('HTTP/1.1 408'))).toBe(true);
});

it('further connections than the most are closed at once, until others end', async () => {
  const { dial } = await listen({ maxConnections: 3 });
  const open: Dialled[] = [];
  for (let n = 0; n < 3; n++) {
    const one = await dial(get('/healthz'));
    await expect.poll(one.said).toContain('200 OK');
    open.push(one);
  }
  for (let n = 0; n < 5; n++) {
    const refused = await dial(get('/healthz'));
    await refused.closed;
    expect(refused.said()).toBe('');
  }
  open[0]!.socket.destroy();
  await expect
    .poll(async () => {
      const next = await dial(get('/healthz'));
      await Promise.race([next.closed, once(next.socket, 'data')]);
      return next.said();
    })
    .toContain('200 OK');
});
