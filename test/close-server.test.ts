import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createConnection } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { followConnections } from '../src/close-server.js';

async function open() {
  const server = createServer();
  const closeConnections = followConnections(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const connect = async (text = '') => {
    const socket = createConnection(port, '127.0.0.1').on('error', () => {});
    onTestFinished(() => void socket.destroy());
    const accepted = once(server, 'connection');
    await accepted;
    socket.write(text);
    let said = '';
    socket.setEncoding('utf8').on('data', (part) => {
      said += part;
    });
    return { closed: once(socket, 'close'), said: () => said };
  };
  const close = async (timeoutMs: number) => {
    closeConnections(timeoutMs);
    server.close();
    await once(server, 'close');
  };
  return { server, connect, close };
}

const request = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n';

it('connections that say nothing, or half a request, are closed at once; a request in progress gets its answer', async () => {
  const { server, connect, close } = await open();
  const silent = [await connect(), await connect('GET / HT')];
  const asking = await connect(request);
  const [, response] = await once(server, 'request');
  const closing = close(600_000);
  await Promise.all(silent.map(({ closed }) => closed));
  response.end('whole');
  await Promise.all([asking.closed, closing]);
  expect(asking.said()).toContain('whole');
});

it('a request that is never answered is closed when the time is over', async () => {
  const { server, connect, close } = await open();
  const asking = await connect(request);
  await once(server, 'request');
  await close(50);
  await asking.closed;
  expect(asking.said()).toBe('');
});
