import { chmod } from 'node:fs/promises';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { startEmbeddedServer } from '../../src/database/embedded.js';
import { testLog } from '../support/database.js';
import { makeFolder } from '../support/folder.js';
import { honeyburst } from '../support/program.js';

it('an owner who may not make roles migrates, is told which are missing, and gives them their rights once they are there', async () => {
  const { folder, remove } = await makeFolder();
  onTestFinished(remove);
  await chmod(folder, 0o755);
  const server = await startEmbeddedServer(folder, testLog);
  onTestFinished(() => server.release());
  const admin = new pg.Client(server.url);
  await admin.connect();
  await admin.query(`CREATE ROLE shop LOGIN PASSWORD 'secret' NOCREATEROLE`);
  await admin.query('CREATE DATABASE shop OWNER shop');
  await admin.end();
  const url = new URL(server.url);
  url.pathname = '/shop';
  const superuser = new pg.Client(url.href);
  await superuser.connect();
  onTestFinished(() => superuser.end());
  url.username = 'shop';
  url.password = 'secret';
  const environment = { DATABASE_URL: url.href };
  const first = await honeyburst(['migrate'], environment);
  expect(first.status).toBe(0);
  for (const role of ['honeyburst_analyst', 'honeyburst_worker', 'honeyburst_serve']) {
    expect(first.stderr).toContain(`CREATE ROLE ${role} NOLOGIN as a superuser`);
    await superuser.query(`CREATE ROLE ${role} NOLOGIN`);
  }
  const second = await honeyburst(['migrate'], environment);
  expect(second).toMatchObject({ status: 0, stderr: '' });
  const { rows } = await superuser.query(`
    SELECT has_table_privilege('honeyburst_analyst', 'analytics.decision', 'SELECT') AS analyst,
           has_table_privilege('honeyburst_worker', 'bullmq.job', 'DELETE') AS worker,
           has_table_privilege('honeyburst_serve', 'honeyburst.api_token', 'SELECT') AS serve,
           has_table_privilege('honeyburst_worker', 'honeyburst.api_token', 'SELECT') AS too_much`);
  expect(rows).toEqual([{ analyst: true, worker: true, serve: true, too_much: false }]);
});
