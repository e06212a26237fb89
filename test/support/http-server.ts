import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface TestServer {
  /** `http://127.0.0.1:port`, without a slash at the end. */
  url: string;
  /** `127.0.0.1:port` */
  host: string;
  /** How often a path was asked for (without its query), or any path. */
  requests(path?: string): number;
  /** How many connections were opened. */
  connections(): number;
}

/** A real HTTP server on loopback that closes with the test (`atEnd`: with what it says); a path that is not in `routes` is answered 404. */
export async function createTestServer(
  routes: Record<string, Handler | Buffer | string> | Handler,
  atEnd: (release: () => Promise<void>) => void = onTestFinished,
): Promise<TestServer> {
  const paths: string[] = [];
  let connections = 0;
  const server = createServer(async (request, response) => {
    const path = new URL(request.url!, 'http://test').pathname;
    paths.push(path);
    const route = typeof routes === 'function' ? routes : routes[path];
    if (typeof route === 'function') await route(request, response);
    else response.writeHead(route === undefined ? 404 : 200).end(route);
  });
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}`,
    host,
    requests: (path) => (path === undefined ? paths : paths.filter((asked) => asked === path)).length,
    connections: () => connections,
  };
}
