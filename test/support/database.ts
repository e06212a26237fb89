import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject, onTestFinished } from 'vitest';
import { createPool, type Pool } from '../../src/database/pool.js';
import { createLog } from '../../src/log.js';

export const testLog = createLog(process.env.TEST_LOG_LEVEL ?? 'silent', false);

/**
 * A migrated database of the test's own, dropped when the test ends, or for a whole file: `createTestDatabase(afterAll)`.
 * With `taxonomy` it holds the built-in one.
 */
export async function createTestDatabase(
  atEnd: (release: () => Promise<void>) => void = onTestFinished,
  { taxonomy = false } = {},
): Promise<{ url: string; pool: Pool }> {
  const server = inject('databaseUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const template = taxonomy ? inject('taxonomyDatabase') : new URL(server).pathname.slice(1);
  await execute(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  const url = databaseUrl(server, name);
  const pool = createPool(url, { size: 10, log: testLog });
  atEnd(async () => {
    await pool.end();
    await execute(`DROP DATABASE ${name} WITH (FORCE)`);
  });
  return { url, pool };
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** One connection for each process of the run, as connecting takes longer than making a database. */
let administrator: Promise<pg.Client> | undefined;

async function execute(sql: string): Promise<void> {
  administrator ??= connect(databaseUrl(inject('databaseUrl'), 'postgres'));
  await (await administrator).query(sql);
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  await client.connect();
  return client;
}
