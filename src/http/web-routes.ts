import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fileServer from '@fastify/static';
import type { Api } from './api.js';

/** Where the page is built, from the sources as from what they are compiled to. */
const folder = fileURLToPath(new URL('../../dist/web/', import.meta.url));

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Honeyburst</title>
<h1>The review page is not built yet</h1>
<p>Run <code>npm run build</code> in the folder of Honeyburst, and load this page again.
<p>The HTTP API is here: <a href="/docs">/docs</a>.
`;

/** The review page, for a scope of its own. What is in /assets has its checksum in its name. */
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
