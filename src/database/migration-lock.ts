import pg from 'pg';
import type { Log } from '../log.js';
import { retry } from '../retry.js';
import type { Pool, Queryable } from './pool.js';
import { lockMode, watchBlocked } from './table-lock.js';

const table = 'honeyburst.migration_lock';

/**
 * Runs `work` while nobody else migrates this database. Migrations have transactions of their own, so a connection beside
 * theirs holds the lock. The log says each minute who keeps the lock, or a statement of `work`, waiting.
 */
export async function withMigrationLock<T>(
  pool: Pool,
  log: Log,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const holder = new pg.Client(pool.options);
  holder.on('error', (error) => log.debug({ error: error.message }, 'lost the lock of the migrations'));
  await holder.connect();
  try {
    await createTable(holder);
    await holder.query('BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0');
    await watchBlocked({ client: holder, observer: pool, log, what: 'the lock of the migrations' }, () =>
      holder.query(`LOCK TABLE ${table} IN ${lockMode}`),
    );
    const client = await pool.connect();
    try {
      const watch = { client, observer: holder, log, what: 'a table that a migration changes' };
      return await watchBlocked(watch, () => work(client));
    } finally {
      client.release();
    }
  } finally {
    await holder.end().catch(() => {});
  }
}

/** Before the first migration, which needs the lock already. */
function createTable(db: Queryable): Promise<unknown> {
  const create = () =>
    db.query(`DO $$ BEGIN
      IF to_regclass('${table}') IS NULL THEN
        CREATE SCHEMA IF NOT EXISTS honeyburst;
        CREATE TABLE ${table} ();
        COMMENT ON TABLE ${table} IS 'Never holds a row: it is locked by the process that migrates';
      END IF;
    END $$`);
  // Another migrator has just made the same thing.
  const isRace = (error: unknown) =>
    error instanceof pg.DatabaseError && ['23505', '42P06', '42P07'].includes(error.code ?? '');
  return retry(create, (error, tried) => (isRace(error) && tried < 5 ? 0 : undefined));
}

/** BullMQ's migrations take an advisory lock, which any login could keep from them. They run under ours. */
export function withoutAdvisoryLocks(client: pg.PoolClient): pg.PoolClient {
  const query = (text: string, values?: unknown[]) =>
    /^SELECT pg_advisory_xact_lock\(/.test(text) ? Promise.resolve({ rows: [] }) : client.query(text, values);
  return { query } as unknown as pg.PoolClient;
}
