import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { inject, onTestFinished } from 'vitest';
import { createPool, type Pool } from '../../src/database/pool.js';
import { testLog } from '../support/database.js';

/** An empty database of the test's own: nothing was ever migrated. */
export async function createEmptyDatabase(): Promise<{ url: string; pool: Pool }> {
  const admin = new URL(inject('databaseUrl'));
  admin.pathname = '/postgres';
  const name = `test_${randomBytes(6).toString('hex')}`;
  await execute(admin.href, `CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  const pool = createPool(url.href, { size: 5, log: testLog });
  onTestFinished(async () => {
    await pool.end();
    await execute(admin.href, `DROP DATABASE ${name} WITH (FORCE)`);
  });
  return { url: url.href, pool };
}

/** The database of the first release with its data, brought forward by `migrations` further ones. */
export async function createFirstRelease(migrations = 0): Promise<{ url: string; pool: Pool }> {
  const { url, pool } = await createEmptyDatabase();
  // pg_dump empties the search path of the connection, so the connection is one of its own.
  await execute(url, await readFile(new URL('first-release.sql', import.meta.url), 'utf8'));
  if (migrations > 0) {
    const client = new pg.Client(url);
    await client.connect();
    await runner({
      dbClient: client,
      dir: 'migrations',
      direction: 'up',
      migrationsTable: 'migration',
      migrationsSchema: 'honeyburst',
      count: migrations,
      noLock: true,
      logger: { debug() {}, info() {}, warn() {}, error() {} },
    });
    await client.end();
  }
  return { url, pool };
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
