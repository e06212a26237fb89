import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Host {
  /** Address and port, as PHOTO_ALLOW_HOSTS takes them. */
  name: string;
  close(): void;
}

/** An HTTP server on a free port of the loopback address. */
export async function startHost(listener: RequestListener): Promise<Host> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    name: `127.0.0.1:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Serves photo 0 of a list as /0.jpg, and so on; anything else is not found. */
export function servePhotos(load: (index: number) => Promise<Buffer> | Buffer | undefined): Promise<Host> {
  return startHost(async (request, response) => {
    const photo = await load(Number(/^\/(\d+)\.jpg$/.exec(request.url ?? '')?.[1]));
    if (photo)
      response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': photo.length }).end(photo);
    else response.writeHead(404).end();
  });
}

/** Serves another photo for each address: nothing looks at the bytes behind the end of a JPEG, but they change its hash. */
export function serveDistinctPhotos(jpeg: Buffer): Promise<Host> {
  return startHost((request, response) =>
    response.end(Buffer.concat([jpeg, Buffer.from(request.url ?? '')])),
  );
}
