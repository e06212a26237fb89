import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { createPool, type Pool } from '../../src/database/pool.js';
import { testLog } from './database.js';

export const run = promisify(execFile);

/** The server of this system. pg_dump refuses a server that is newer than itself, and the embedded one is the newest. */
const systemServer = process.env.BACKUP_TEST_URL ?? 'postgresql://postgres@127.0.0.1:5432/postgres';

/** An empty database on the system's server, dropped when the test ends. */
export async function createSystemDatabase(): Promise<{ url: string; pool: Pool }> {
  const name = `honeyburst_test_${randomBytes(6).toString('hex')}`;
  await execute(`CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(systemServer);
  url.pathname = `/${name}`;
  const pool = createPool(url.href, { size: 5, log: testLog });
  onTestFinished(async () => {
    await pool.end();
    await execute(`DROP DATABASE ${name} WITH (FORCE)`);
  });
  return { url: url.href, pool };
}

/** Major version of the system's server, or what is missing to dump a database of it with pg_dump. */
export async function findSystemPostgres(): Promise<{ version: number } | { missing: string }> {
  const { host } = new URL(systemServer);
  try {
    const { stdout } = await run('pg_dump', ['--version']);
    const tool = Number(/(\d+)/.exec(stdout)?.[1]);
    const { rows } = await execute(
      "SELECT rolsuper, current_setting('server_version_num')::int / 10000 AS version FROM pg_roles WHERE rolname = current_user",
    );
    const { rolsuper, version } = rows[0];
    if (!rolsuper) return { missing: `the login at ${host} may not make roles and databases` };
    if (version > tool) return { missing: `pg_dump ${tool} is older than the server's ${version}` };
    return { version };
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    return { missing: path ? `${path} is not installed` : `no PostgreSQL at ${host} (${code})` };
  }
}

async function execute(sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: systemServer, connectionTimeoutMillis: 2000 });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}
