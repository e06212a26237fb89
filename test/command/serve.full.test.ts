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

  const { url, link, output } = await serve({ ...environment, HONEYBURST_LOG_LEVEL: 'trace' });
  const ask = async (path: string, headers: Record<string, string> = {}) =>
    (await fetch(`${url}${path}`, { headers })).status;
  expect(await (await fetch(url)).text()).toContain('<title>');
  for (const path of ['/v1/session', '/queues/api/queues', '/metrics']) expect(await ask(path)).toBe(401);
  const address = await link;
  expect(address.startsWith(`${url}/sign-in?token=`)).toBe(true);
  const opened = await fetch(address, { redirect: 'manual' });
  const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0]!;
  for (const path of ['/v1/session', '/queues/api/queues']) expect(await ask(path, { cookie })).toBe(200);
  expect((await fetch(address, { redirect: 'manual' })).status).toBe(401);
  // It was printed once and is in no line of the log, though the log has every request.
  expect(output()).toContain('"path":"/sign-in"');
  expect(output().split(address.split('=')[1]!)).toHaveLength(2);

  await honeyburst(['tokens', 'create', 'ann', '--role', 'reviewer'], environment);
  expect(await ask('/v1/session', { cookie })).toBe(401);
});

it('prints no link where there is a key', async () => {
  const { url: DATABASE_URL } = await createTestDatabase();
  const { folder, remove } = await makeFolder();
  onTestFinished(remove);
  const environment = { DATABASE_URL, HONEYBURST_HOME: folder };
  await honeyburst(['migrate'], environment);
  await honeyburst(['tokens', 'create', 'ann', '--role', 'reviewer'], environment);
  const { server, output } = await serve(environment);
  server.kill('SIGTERM');
  await once(server, 'exit');
  expect(output()).not.toContain('sign-in');
});
