import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { explainDatabaseError } from '../../src/database/explain-error.js';
import { migrate } from '../../src/database/migrate.js';
import { createPool } from '../../src/database/pool.js';
import { requireWritable } from '../../src/database/write-obstacle.js';
import { createTestDatabase, testLog } from '../support/database.js';

it('a read-only database says where that is set and how to undo it', async () => {
  const { pool, url } = await createTestDatabase();
  await requireWritable(pool);
  const name = new URL(url).pathname.slice(1);
  await pool.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
  const fresh = createPool(url, { size: 1, log: testLog });
  onTestFinished(() => fresh.end());
  await expect(requireWritable(fresh)).rejects.toMatchObject({
    code: 'database_read_only',
    message: expect.stringContaining(`ALTER DATABASE ${name} RESET default_transaction_read_only`),
  });
});

it.each(['LATIN1', 'SQL_ASCII'])(
  'a database in %s is refused before anything is made in it',
  async (encoding) => {
    const { pool, url } = await createTestDatabase();
    const name = `${new URL(url).pathname.slice(1)}_other`;
    await pool.query(`CREATE DATABASE ${name} ENCODING '${encoding}' LOCALE 'C' TEMPLATE template0`);
    const other = createPool(url.replace(/\/[^/]*$/, `/${name}`), { size: 2, log: testLog });
    onTestFinished(async () => {
      await other.end();
      await pool.query(`DROP DATABASE ${name} WITH (FORCE)`);
    });
    await expect(migrate(other, testLog)).rejects.toMatchObject({
      code: 'database_encoding',
      message: expect.stringContaining('must be UTF8'),
    });
    const { rows } = await other.query(
      "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_|^(public|information_schema)$'",
    );
    expect(rows).toEqual([]);
  },
);

it('a login, a password, a database, a port and TLS that are wrong are told apart', async () => {
  const { url } = await createTestDatabase();
  const say = async (change: (url: URL) => void) => {
    const changed = new URL(url);
    change(changed);
    const client = new pg.Client(changed.href);
    client.on('error', () => {});
    const error = await client.connect().catch((thrown) => thrown);
    void client.end().catch(() => {});
    return explainDatabaseError(error, { what: 'test' })?.message;
  };
  expect(await say((to) => (to.password = 'wrong'))).toContain('password of the login');
  expect(await say((to) => (to.password = ''))).toContain('wants a password');
  expect(await say((to) => (to.pathname = '/none'))).toContain('does not exist');
  expect(await say((to) => (to.port = '1'))).toContain('nothing listens there');
  expect(await say((to) => (to.hostname = 'no-such-host.invalid'))).toContain('host');
  expect(await say((to) => (to.search = '?sslmode=require'))).toContain('speaks no TLS');
});
