import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UsageError } from '../errors.js';

/** Folder of the photos of listings, and the path of their addresses. */
export const photosPath = 'photos';

/** The only names that are opened: no separator, and no dot but the last. */
const photoUrl = /^\/photos\/([\w-]+\.jpg)(?:\?.*)?$/;

export interface SampleServer {
  /** With a trailing slash. */
  url: string;
  close(): Promise<void>;
}

/**
 * Serves the photos of a written catalogue on 127.0.0.1, as a marketplace's photo host would. Port 0 takes a free one.
 * Throws a UsageError if the port is taken.
 */
export async function startSampleServer(
  folder: string,
  options: { port?: number } = {},
): Promise<SampleServer> {
  const { port = 0 } = options;
  const server = createServer((request, response) => {
    serve(join(folder, photosPath), request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new UsageError(`The sample photos cannot be served on 127.0.0.1:${port}: choose another port`, {
          code: 'port_taken',
          cause,
        }),
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const end = (status: number, text: string) =>
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
  if (request.method !== 'GET' && request.method !== 'HEAD') return void end(405, 'Method not allowed\n');
  const name = photoUrl.exec(request.url ?? '')?.[1];
  const path = name && join(folder, name);
  const found = path ? await stat(path).catch(() => undefined) : undefined;
  if (!path || !found?.isFile()) return void end(404, 'No such photo\n');
  response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': found.size });
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(path), response);
}
