import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { createTestDatabase } from '../support/database.js';
import { makeFolder } from '../support/folder.js';
import { honeyburst } from '../support/program.js';

const program = fileURLToPath(new URL('../../bin/honeyburst.js', import.meta.url));

async function prepare() {
  const { url: DATABASE_URL } = await createTestDatabase();
  const { folder, remove } = await makeFolder();
  onTestFinished(remove);
  const environment = { DATABASE_URL, HONEYBURST_HOME: folder };
  await honeyburst(['migrate'], environment);
  return environment;
}

/** The program running, once it listens. */
async function start(args: readonly string[], environment: Record<string, string>) {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const line of createInterface(child.stderr)) {
    const [url] = line.match(/http:\/\/127\.0\.0\.1:\d+/) ?? [];
    if (url) return { url, child };
  }
  throw new Error('it ended before it listened');
}

it('a worker that is given a port serves its own metrics there, and ends by SIGTERM with status 0', async () => {
  const environment = await prepare();
  const { url, child } = await start(['worker', '--metrics-port', '0'], environment);
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
  const text = await (await fetch(`${url}/metrics`)).text();
  expect(text).toContain('honeyburst_enrichments_total{outcome="suggested"} 0');
  expect(text).toContain('process_resident_memory_bytes ');
  expect(text).not.toContain('honeyburst_ledger_rows');

  const taken = await honeyburst(['worker', '--metrics-port', new URL(url).port], environment);
  expect(taken.status).toBe(2);
  expect(taken.stderr).toContain('--metrics-port');

  child.kill('SIGTERM');
  const [status] = await once(child, 'exit');
  expect(status).toBe(0);
});

it('serve shows the shared state to analysts, and to nobody without a key', async () => {
  const environment = await prepare();
  const { url } = await start(['serve', '--port', '0'], environment);
  const scrape = (key?: string) =>
    fetch(`${url}/metrics`, { headers: key === undefined ? {} : { authorization: `Bearer ${key}` } });
  expect((await scrape()).status).toBe(401);

  const create = async (role: string) =>
    (await honeyburst(['tokens', 'create', role, '--role', role], environment)).stdout.trim();
  const analyst = await create('analyst');
  const reviewer = await create('reviewer');
  expect((await scrape()).status).toBe(401);
  expect((await scrape(reviewer)).status).toBe(403);
  const text = await (await scrape(analyst)).text();
  expect(text).toContain('honeyburst_ledger_rows{state="pending",lane="fresh"} 0');
  expect(text).toContain('honeyburst_shared_state_up{source="queue"} 1');
});
