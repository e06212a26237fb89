import { readdir } from 'node:fs/promises';
import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../errors.js';
import type { Log } from '../log.js';
import type { Pool, Queryable } from './pool.js';
import { grantRights } from './roles.js';

const folder = fileURLToPath(new URL('../../migrations', import.meta.url));
/** An arbitrary fixed number. The lock is held while migrating, so that a second migrator waits instead of failing. */
const lockKey = 7_461_523;

/**
 * Migrations that this database still needs. Throws `database_too_new` if it has some that this program does not know: an
 * older program could write data that the newer schema does not allow for.
 */
export async function pendingMigrations(db: Queryable, from = folder): Promise<string[]> {
  const { rows } = await db.query<{ known: boolean }>(
    "SELECT to_regclass('honeyburst.migration') IS NOT NULL AS known",
  );
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
  const client = await pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [lockKey]);
    await pendingMigrations(client, from);
    const ran = await runner({
      dbClient: client,
      dir: from,
      direction: 'up',
      migrationsTable: 'migration',
      migrationsSchema: 'honeyburst',
      createMigrationsSchema: true,
      noLock: true,
      singleTransaction: true,
      logger: {
        debug: () => {},
        info: () => {},
        warn: (message) => log.warn(message),
        error: (message) => log.error(message),
      },
    });
    await runQueueMigrations(client);
    await prepareQueue(client, queue);
    await grantRights(client, log);
    return ran.map((migration) => migration.name);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [lockKey]).catch(() => {});
    client.release();
  }
}

/** BullMQ creates a queue's id sequence at its first use. Logins without the right to create things could not do that. */
async function prepareQueue(client: Queryable, queue: string): Promise<void> {
  await client.query(
    `SELECT bullmq.next_job_id($1) WHERE to_regclass('bullmq.' || bullmq.job_id_seq_name($1)) IS NULL`,
    [queue],
  );
}
