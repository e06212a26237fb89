import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fileServer from '@fastify/static';
import type { Api } from './api.js';

/** The folder that the page is built into. It has the same place relative to the sources and to the compiled files. */
const folder = fileURLToPath(new URL('../../dist/web/', import.meta.url));

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Honeyburst</title>
<h1>The review page is not built yet</h1>
<p>Run <code>npm run build</code> in the folder of Honeyburst, and load this page again.
<p>The HTTP API is here: <a href="/docs">/docs</a>.
`;

/** The review page. Register it in a scope of its own. Files in /assets have their checksum in their name. */
export async function registerWebRoutes(app: Api, root = folder): Promise<void> {
  await app.register(fileServer, { root, serve: false, cacheControl: false });
  app.get('/', { schema: { hide: true } }, async (_, reply) => {
    reply.header('Cache-Control', 'no-cache');
    const isBuilt = await access(`${root}index.html`).then(
      () => true,
      () => false,
    );
    return isBuilt ? reply.sendFile('index.html') : reply.type('text/html; charset=utf-8').send(notBuilt);
  });
  app.get<{ Params: { '*': string } }>('/assets/*', { schema: { hide: true } }, async ({ params }, reply) => {
    reply.header('Cache-Control', 'public, max-age=31536000, immutable');
    return reply.sendFile(`assets/${params['*']}`);
  });
}
