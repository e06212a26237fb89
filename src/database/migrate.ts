import { readdir } from 'node:fs/promises';
import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Log } from '../log.js';
import type { Pool } from './pool.js';

const folder = fileURLToPath(new URL('../../migrations', import.meta.url));
/** Any fixed number: held while migrating, so that a second migrator waits instead of failing. */
const lockKey = 7_461_523;

/** Migrations that this database has not seen. */
export async function pendingMigrations(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ known: boolean }>(
    "SELECT to_regclass('honeyburst.migration') IS NOT NULL AS known",
  );
  const ran = rows[0]?.known
    ? await pool.query<{ name: string }>('SELECT name FROM honeyburst.migration')
    : { rows: [] };
  const done = new Set(ran.rows.map((row) => row.name));
  const files = await readdir(folder);
  return files
    .map((file) => parse(file).name)
    .filter((name) => !done.has(name))
    .sort();
}

/** Brings our schema and the queue's up to date; returns the names of the migrations that ran. */
export async function migrate(pool: Pool, log: Log): Promise<string[]> {
  // Loaded only now: together a quarter of a second, and mostly there is nothing to do.
  const { runMigrations: runQueueMigrations } = await import('bullmq');
  const { runner } = await import('node-pg-migrate');
  const client = await pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [lockKey]);
    const ran = await runner({
      dbClient: client,
      dir: folder,
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
    return ran.map((migration) => migration.name);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [lockKey]).catch(() => {});
    client.release();
  }
}
