import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSampleServer } from '../../src/sample/server.js';

async function startWithPhoto() {
  const folder = await mkdtemp(join(tmpdir(), 'honeyburst-server-'));
  await mkdir(join(folder, 'photos', 'folder.jpg'), { recursive: true });
  await writeFile(join(folder, 'photos', 'a-1.jpg'), 'jpeg');
  await writeFile(join(folder, 'photos', 'notes.txt'), 'secret');
  await writeFile(join(folder, 'secret.jpg'), 'secret');
  const server = await startSampleServer(folder);
  onTestFinished(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { ...server, folder };
}

/** As it stands: fetch and URL would resolve the dots before sending. */
function getRaw(
  url: string,
  path: string,
  method = 'GET',
): Promise<{ status: number; body: string; type?: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    request({ hostname, port, path, method }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body, type: response.headers['content-type'] }),
      );
    })
      .on('error', reject)
      .end();
  });
}

test('photos are served as JPEG on the loopback address', async () => {
  const { url } = await startWithPhoto();
  expect(new URL(url).hostname).toBe('127.0.0.1');
  expect(await getRaw(url, '/photos/a-1.jpg')).toEqual({ status: 200, body: 'jpeg', type: 'image/jpeg' });
  expect(await getRaw(url, '/photos/a-1.jpg?width=4')).toMatchObject({ status: 200 });
  expect(await getRaw(url, '/photos/a-1.jpg', 'HEAD')).toMatchObject({ status: 200, body: '' });
});

test.each([
  '/photos/../secret.jpg',
  '/photos/..%2fsecret.jpg',
  '/photos/%2e%2e/secret.jpg',
  '/photos/..\\secret.jpg',
  '/photos//../../secret.jpg',
  '/../secret.jpg',
  '/secret.jpg',
  '/photos/notes.txt',
  '/photos/folder.jpg',
  '/photos/none.jpg',
  '/photos/a-1.jpg%00.txt',
  '/photos/',
  '/',
])('%s is not found', async (path) => {
  const { url } = await startWithPhoto();
  const { status, body } = await getRaw(url, path);
  expect(status).toBe(404);
  expect(body).not.toContain('secret');
});

test('only reading is allowed', async () => {
  const { url } = await startWithPhoto();
  expect((await getRaw(url, '/photos/a-1.jpg', 'POST')).status).toBe(405);
  expect((await getRaw(url, '/photos/a-1.jpg', 'DELETE')).status).toBe(405);
});

test('a taken port is a usage error that names it', async () => {
  const { url, folder } = await startWithPhoto();
  const port = Number(new URL(url).port);
  await expect(startSampleServer(folder, { port })).rejects.toThrow(`127.0.0.1:${port}`);
});

test('closing ends kept-alive connections', async () => {
  const { url, close } = await startWithPhoto();
  await (await fetch(`${url}photos/a-1.jpg`)).text();
  await close();
  await expect(fetch(`${url}photos/a-1.jpg`)).rejects.toThrow();
});
