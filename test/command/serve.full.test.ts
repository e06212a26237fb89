import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { createTestDatabase } from '../support/database.js';
import { makeFolder } from '../support/folder.js';
import { honeyburst } from '../support/program.js';
import { serve } from '../support/serve.js';

it('serves with keys that tokens makes, and ends by SIGTERM with status 0', async () => {
  const { url: DATABASE_URL } = await createTestDatabase();
  const { folder, remove } = await makeFolder();
  onTestFinished(remove);
  const environment = { DATABASE_URL, HONEYBURST_HOME: folder };
  await honeyburst(['migrate'], environment);
  const tokens = (...args: string[]) => honeyburst(['tokens', ...args], environment);
  const key = (await tokens('create', 'shop', '--role', 'training')).stdout.trim();
  expect(key).toMatch(/^[0-9a-f]{32}$/);

  const { url, server } = await serve(environment);
  const projects = () =>
    fetch(`${url}/customvision/v3.3/training/projects`, { headers: { 'Training-Key': key } });
  expect(await (await projects()).json()).toEqual([]);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect(JSON.parse((await tokens('revoke', 'shop', '--json')).stdout)).toMatchObject({ name: 'shop' });
  expect((await projects()).status).toBe(401);

  const taken = await honeyburst(['serve', '--port', new URL(url).port], environment);
  expect(taken.status).toBe(2);
  expect(taken.stderr).toContain('--port');

  server.kill('SIGTERM');
  const [status] = await once(server, 'exit');
  expect(status).toBe(0);
});

it('serves others than this machine only once there is a key', async () => {
  const { url: DATABASE_URL } = await createTestDatabase();
  const { folder, remove } = await makeFolder();
  onTestFinished(remove);
  const environment = { DATABASE_URL, HONEYBURST_HOME: folder };
  await honeyburst(['migrate'], environment);
  const refused = await honeyburst(['serve', '--host', '0.0.0.0', '--port', '0'], environment);
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain('honeyburst tokens create NAME --role admin');

  const { url } = await serve(environment);
  const session = () => fetch(`${url}/v1/session`);
  expect(await (await session()).json()).toEqual({ name: 'local', role: 'admin' });
  expect((await fetch(`${url}/queues/api/queues`)).status).toBe(200);
  expect(await (await fetch(url)).text()).toContain('<title>');
  await honeyburst(['tokens', 'create', 'ann', '--role', 'reviewer'], environment);
  expect((await session()).status).toBe(401);
});
