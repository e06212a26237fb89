import { readdir } from 'node:fs/promises';
import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../errors.js';
import type { Log } from '../log.js';
import { withMigrationLock, withoutAdvisoryLocks } from './migration-lock.js';
import type { Pool, Queryable } from './pool.js';
import { grantRights } from './roles.js';

const folder = fileURLToPath(new URL('../../migrations', import.meta.url));

/**
 * Migrations that this database still needs. Throws `database_encoding` if it cannot hold every character, and
 * `database_too_new` if it has migrations that this program does not know: an older program could write data that the newer
 * schema does not allow for.
 */
export async function pendingMigrations(db: Queryable, from = folder): Promise<string[]> {
  const { rows } = await db.query<{ known: boolean; encoding: string; name: string }>(
    `SELECT to_regclass('honeyburst.migration') IS NOT NULL AS known, current_setting('server_encoding') AS encoding,
            current_database() AS name`,
  );
  const { encoding, name: database } = rows[0]!;
  if (encoding !== 'UTF8') {
    throw new UsageError(
      `The encoding of the database ${database} is ${encoding} and must be UTF8, because listings hold any character: make another with CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0 and set DATABASE_URL to it. Nothing was changed.`,
      { code: 'database_encoding', stage: 'configuration' },
    );
  }
  const ran = rows[0]?.known
    ? await db.query<{ name: string }>('SELECT name FROM honeyburst.migration ORDER BY name')
    : { rows: [] };
  const done = new Set(ran.rows.map((row) => row.name));
  const ours = (await readdir(from)).map((file) => parse(file).name).sort();
  const unknown = [...done].filter((name) => !ours.includes(name));
  if (unknown.length > 0) {
    throw new UsageError(
      `The database is newer than this program, which does not know ${unknown.join(', ')}. Run the newer program, or restore a backup from before that migration. Nothing was changed.`,
      { code: 'database_too_new', stage: 'configuration' },
    );
  }
  return ours.filter((name) => !done.has(name));
}

export interface MigrateOptions {
  /** Name of the queue, if it lives on Postgres. */
  queue?: string;
  /** Folder with the migrations. */
  from?: string;
}

/**
 * Brings our schema, the queue's schema and the rights of the roles up to date; returns the names of the migrations that
 * ran. Ours run in one transaction, so that a failing one leaves the database unchanged.
 */
export async function migrate(
  pool: Pool,
  log: Log,
  { queue = 'enrichment', from = folder }: MigrateOptions = {},
): Promise<string[]> {
  // Loaded only here: both take a quarter of a second, and usually there is nothing to migrate.
  const { runMigrations: runQueueMigrations } = await import('bullmq');
  const { runner } = await import('node-pg-migrate');
  await pendingMigrations(pool, from);
  return withMigrationLock(pool, log, async (client) => {
    await pendingMigrations(client, from);
    const ran = await runner({
      dbClient: client,
      dir: from,
      direction: 'up',
      migrationsTable: 'migration',
      migrationsSchema: 'honeyburst',
      noLock: true,
      singleTransaction: true,
      logger: {
        debug: () => {},
        info: () => {},
        warn: (message) => log.warn(message),
        // It is thrown as well.
        error: (message) => log.debug(message),
      },
    });
    await runQueueMigrations(withoutAdvisoryLocks(client));
    await prepareQueue(client, queue);
    await grantRights(client, log);
    return ran.map((migration) => migration.name);
  });
}

/** BullMQ creates a queue's id sequence at its first use. Logins without the right to create things could not do that. */
async function prepareQueue(client: Queryable, queue: string): Promise<void> {
  await client.query(
    `SELECT bullmq.next_job_id($1) WHERE to_regclass('bullmq.' || bullmq.job_id_seq_name($1)) IS NULL`,
    [queue],
  );
}
