import { fileURLToPath } from 'node:url';
import type { Api } from './api.js';
import { readWebFiles, type WebFile } from './web-files.js';

/** The folder that the page is built into. It has the same place relative to the sources and to the compiled files. */
const folder = fileURLToPath(new URL('../../dist/web/', import.meta.url));

const notBuilt: WebFile = {
  type: 'text/html; charset=utf-8',
  bytes: Buffer.from(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Honeyburst</title>
<h1>The review page is not built yet</h1>
<p>Run <code>npm run build</code> in the folder of Honeyburst, and load this page again.
<p>The HTTP API is here: <a href="/docs">/docs</a>.
`),
};

/** The review page. Register it in a scope of its own. Files in /assets have their checksum in their name. */
export async function registerWebRoutes(app: Api, root = folder): Promise<void> {
  let files = await readWebFiles(root);
  app.get('/', { schema: { hide: true } }, async (_, reply) => {
    // The page may have been built since.
    if (files.size === 0) files = await readWebFiles(root);
    const { type, bytes } = files.get('index.html') ?? notBuilt;
    return reply.header('Cache-Control', 'no-cache').type(type).send(bytes);
  });
  app.get<{ Params: { '*': string } }>('/assets/*', { schema: { hide: true } }, async ({ params }, reply) => {
    const file = files.get(`assets/${params['*']}`);
    if (!file) return reply.callNotFound();
    reply.header('Cache-Control', 'public, max-age=31536000, immutable');
    return reply.type(file.type).send(file.bytes);
  });
}
