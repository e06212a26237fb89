import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject, onTestFinished } from 'vitest';
import { createPool, type Pool } from '../../src/database/pool.js';
import { createLog } from '../../src/log.js';

export const testLog = createLog(process.env.TEST_LOG_LEVEL ?? 'silent', false);

/** A migrated database of the test's own, dropped when the test ends, or for a whole file: `createTestDatabase(afterAll)`. */
export async function createTestDatabase(
  atEnd: (release: () => Promise<void>) => void = onTestFinished,
): Promise<{ url: string; pool: Pool }> {
  const template = new URL(inject('databaseUrl'));
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = new URL(template);
  admin.pathname = '/postgres';
  await execute(admin, `CREATE DATABASE ${name} TEMPLATE ${template.pathname.slice(1)} STRATEGY file_copy`);
  const url = new URL(template);
  url.pathname = `/${name}`;
  const pool = createPool(url.href, { size: 10, log: testLog });
  atEnd(async () => {
    await pool.end();
    await execute(admin, `DROP DATABASE ${name} WITH (FORCE)`);
  });
  return { url: url.href, pool };
}

async function execute(url: URL, sql: string): Promise<void> {
  const client = new pg.Client(url.href);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
