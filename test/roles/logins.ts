import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { Pool } from '../../src/database/pool.js';

/** A login of the test's own that has the role and nothing else; returns its address of the database. */
export async function createLogin(database: { url: string; pool: Pool }, role: string): Promise<string> {
  const login = `login_${randomBytes(6).toString('hex')}`;
  await database.pool.query(`CREATE ROLE ${login} LOGIN PASSWORD 'secret' IN ROLE ${role}`);
  onTestFinished(async () => {
    await database.pool.query(`DROP OWNED BY ${login}; DROP ROLE ${login}`);
  });
  const url = new URL(database.url);
  url.username = login;
  url.password = 'secret';
  return url.href;
}
