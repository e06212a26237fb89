import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { photo } from '../enrichment/catalogue.js';
import { createTestDatabase } from '../support/database.js';
import { makeFolder } from '../support/folder.js';
import { createTestServer } from '../support/http-server.js';
import { honeyburst } from '../support/program.js';
import { writeUntrainedModel } from '../support/untrained-model.js';

const pgbouncer = ['pgbouncer', '/usr/sbin/pgbouncer'].find((file) => {
  try {
    return execFileSync(file, ['--version'], { stdio: 'pipe' }).length > 0;
  } catch {
    return false;
  }
});
if (!pgbouncer) process.stderr.write('No pgbouncer: the test behind a pooler is skipped.\n');

const program = fileURLToPath(new URL('../../bin/honeyburst.js', import.meta.url));

/** A pooler in transaction mode before the database, with fewer connections than any of our processes would open. */
async function startPooler(
  databaseUrl: string,
): Promise<{ url: string; query: (sql: string) => Promise<object[]> }> {
  const { folder, remove } = await makeFolder();
  onTestFinished(remove);
  const { hostname, port, pathname, username, password } = new URL(databaseUrl);
  const name = pathname.slice(1);
  const listenPort = await freePort();
  const file = join(folder, 'pgbouncer.ini');
  await writeFile(
    file,
    `[databases]
${name} = host=${hostname} port=${port} dbname=${name} user=${username} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
unix_socket_dir =
auth_type = any
admin_users = admin
pool_mode = transaction
default_pool_size = 3
max_client_conn = 500
`,
  );
  // It refuses to run as root.
  await chmod(folder, 0o755);
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const pooler = spawn(pgbouncer!, [file], { ...user, stdio: ['ignore', 'ignore', 'pipe'] });
  onTestFinished(async () => {
    pooler.kill('SIGKILL');
    if (pooler.exitCode === null && pooler.signalCode === null) await once(pooler, 'exit');
  });
  for await (const line of createInterface(pooler.stderr)) if (line.includes('process up')) break;
  const url = new URL(databaseUrl);
  url.port = String(listenPort);
  const admin = new URL(url);
  admin.pathname = '/pgbouncer';
  admin.username = 'admin';
  return {
    url: url.href,
    async query(sql) {
      const client = new pg.Client(admin.href);
      await client.connect();
      const { rows } = await client.query(sql).finally(() => client.end());
      return rows;
    },
  };
}

describe.runIf(pgbouncer)('behind PgBouncer in transaction mode', () => {
  it('migrates, imports, works a ledger through to the end, serves and hears of fresh listings', async () => {
    const { url: direct, pool } = await createTestDatabase();
    const { folder, remove } = await makeFolder();
    onTestFinished(remove);
    const pooler = await startPooler(direct);
    const photos = await createTestServer({ '/a.jpg': await photo('fiesta-red') });
    const environment = {
      DATABASE_URL: pooler.url,
      DATABASE_DIRECT_URL: direct,
      HONEYBURST_HOME: folder,
      PHOTO_ALLOW_HOSTS: photos.host,
      INFERENCE_THREADS: '1',
      HOOK_TOKEN: 'a-token-that-is-shared',
    };
    const run = async (...args: string[]) => {
      const { status, stdout, stderr } = await honeyburst(args, environment);
      expect(status, stderr).toBe(0);
      return JSON.parse(stdout);
    };
    await run('migrate', '--json');
    const model = join(folder, 'model');
    await writeUntrainedModel(model);
    await run('models', 'import', model, '--json');
    await run('models', 'promote', 'untrained', '--json');
    const listings = join(folder, 'listings.jsonl');
    const lines = Array.from({ length: 8 }, (_, i) =>
      JSON.stringify({ external_id: `pooled-${i}`, photo_urls: [`${photos.url}/a.jpg`] }),
    );
    await writeFile(listings, lines.join('\n'));
    expect(await run('import', listings, '--json')).toMatchObject({ inserted: 8 });
    expect(await run('backfill', '--json')).toMatchObject({ added: 8 });
    const { suggested, confirmed, failed } = await run('worker', '--drain', '--json');
    expect([suggested + confirmed, failed]).toEqual([8, 0]);

    const start = (...args: string[]) => {
      const child = spawn(process.execPath, [program, ...args], {
        env: { PATH: process.env.PATH, ...environment },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      return child;
    };
    start('worker').stderr.resume();
    const server = start('serve', '--port', '0');
    let base: string | undefined;
    for await (const line of createInterface(server.stderr)) {
      base = line.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0];
      if (base) break;
    }
    const taken = await fetch(`${base}/hooks/listings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer a-token-that-is-shared' },
      body: JSON.stringify({ external_id: 'fresh', photo_urls: [`${photos.url}/a.jpg`] }),
    });
    expect(taken.status).toBe(202);
    const open = async () =>
      (await pool.query("SELECT count(*) FROM honeyburst.enrichment WHERE state <> 'done'")).rows[0].count;
    await expect.poll(open).toBe(0);
    const done = await pool.query("SELECT count(*) FROM honeyburst.enrichment WHERE state = 'done'");
    expect(done.rows[0].count).toBe(9);
    const listeners = await pool.query(
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'honeyburst-listen'",
    );
    expect(listeners.rows[0].count).toBe(1);
    // All else went by the pooler.
    expect(await pooler.query('SHOW STATS_TOTALS')).toContainEqual(
      expect.objectContaining({ database: new URL(direct).pathname.slice(1) }),
    );
    const own = await pool.query(
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'honeyburst'",
    );
    // Three of the pooler and ten of this test at most, where worker and serve alone could open twenty.
    expect(own.rows[0].count).toBeLessThanOrEqual(13);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
