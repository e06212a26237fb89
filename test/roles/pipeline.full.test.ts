import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { photo } from '../enrichment/catalogue.js';
import { createTestDatabase } from '../support/database.js';
import { makeFolder } from '../support/folder.js';
import { createTestServer } from '../support/http-server.js';
import { honeyburst } from '../support/program.js';
import { serve } from '../support/serve.js';
import { createLogin } from './logins.js';

it('the whole pipeline runs with the roles of worker and serve alone, the queue on Postgres', async () => {
  const database = await createTestDatabase();
  const { folder, remove } = await makeFolder();
  onTestFinished(remove);
  const host = await createTestServer({ '/red.jpg': await photo('fiesta-red') });
  const listing = (id: string) => ({
    ...{ external_id: id, make: 'Fender', model: 'Stratocaster', title: 'Strat', state: 'live' },
    photo_urls: [`${host.url}/red.jpg`],
  });
  await writeFile(
    join(folder, 'listings.jsonl'),
    ['a', 'b'].map((id) => JSON.stringify(listing(id))).join('\n'),
  );
  const of = (url: string) => ({
    DATABASE_URL: url,
    HONEYBURST_HOME: folder,
    PHOTO_ALLOW_HOSTS: host.host,
    REVIEW_WRITE_BACK: 'true',
    INFERENCE_THREADS: '1',
    HOOK_TOKEN: 'token-of-the-sender-0123456789',
    WEBHOOK_URL: `${host.url}/nothing`,
    WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 3).toString('base64')}`,
  });
  const owner = of(database.url);
  const worker = of(await createLogin(database, 'honeyburst_worker'));
  const server = of(await createLogin(database, 'honeyburst_serve'));
  const run = async (environment: Record<string, string>, ...args: string[]) => {
    const result = await honeyburst(args, environment);
    expect(result, args.join(' ')).toMatchObject({ status: 0 });
    return result.stdout;
  };
  await run(owner, 'migrate');
  await run(owner, 'models', 'import', 'reference');
  const admin = (await run(owner, 'tokens', 'create', 'me', '--role', 'admin')).trim();
  const training = (await run(owner, 'tokens', 'create', 'shop', '--role', 'training')).trim();

  await run(worker, 'import', join(folder, 'listings.jsonl'));
  await run(worker, 'backfill');
  await run(worker, 'worker', '--drain');

  const { url, output } = await serve(server);
  const headers = { authorization: `Bearer ${admin}`, 'content-type': 'application/json' };
  const ask = async (path: string, body?: unknown) => {
    const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
    const answer = await fetch(`${url}${path}`, init);
    expect([path, answer.status, answer.ok ? '' : await answer.clone().text()]).toEqual([
      path,
      answer.status,
      '',
    ]);
    return answer.headers.get('content-type')?.includes('json') ? answer.json() : answer.text();
  };
  const { items } = (await ask('/v1/suggestions?status=pending')) as {
    items: { id: string; revision: number }[];
  };
  expect(items).toHaveLength(2);
  const [{ id, revision }] = items as [{ id: string; revision: number }];
  const decided = { revision, decision: 'edited', finish: 'lake-placid-blue' };
  await ask(`/v1/suggestions/${id}/review`, decided);
  expect((await database.pool.query('SELECT reviewer FROM honeyburst.review')).rows).toEqual([
    { reviewer: 'me' },
  ]);
  const hooked = await fetch(`${url}/hooks/listings?token=${server.HOOK_TOKEN}`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ ...listing('c') }),
  });
  expect(hooked.status).toBe(202);
  for (const path of ['/readyz', '/metrics', '/v1/models', '/v1/listings', '/v1/overview']) await ask(path);
  expect((await fetch(`${url}/queues/api/queues`, { headers })).status).toBe(200);
  const vision = async (path: string, init: RequestInit) =>
    fetch(`${url}/customvision/v3.3/training${path}`, { ...init, headers: { 'Training-Key': training } });
  const project = (await (await vision('/projects?name=p', { method: 'POST' })).json()) as { id: string };
  expect((await vision(`/projects/${project.id}/tags?name=t`, { method: 'POST' })).status).toBe(200);
  expect((await vision(`/projects/${project.id}`, { method: 'DELETE' })).status).toBe(204);
  expect(output()).not.toContain('permission denied');

  await run(worker, 'worker', '--drain');
  const { rows } = await database.pool.query(
    'SELECT state, count(*)::int FROM honeyburst.enrichment GROUP BY 1',
  );
  expect(rows).toEqual([{ state: 'done', count: 3 }]);
  // Keys are made by the owner alone.
  expect((await honeyburst(['tokens', 'create', 'x', '--role', 'admin'], server)).status).toBe(2);
});
