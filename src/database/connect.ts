import { UsageError } from '../errors.js';
import type { Log } from '../log.js';
import { startEmbeddedServer } from './embedded.js';
import { migrate, pendingMigrations } from './migrate.js';
import { createPool, type Pool } from './pool.js';
import { isServerFault, unavailable } from './server-fault.js';

export interface ConnectOptions {
  /** Folder of the embedded server, which runs if `url` is absent. */
  home: string;
  url?: string | undefined;
  /** The server itself, if `url` leads to a pooler that hands connections from transaction to transaction. */
  directUrl?: string | undefined;
  poolSize: number;
  log: Log;
}

export interface Connection {
  /** Of the server itself, for what needs a session; the pool may go through a pooler. */
  url: string;
  pool: Pool;
  close(): Promise<void>;
}

/** Opens a pool to the database at `url`, or starts the embedded server and opens one to it. */
export async function connect({ home, url, directUrl, poolSize, log }: ConnectOptions): Promise<Connection> {
  const server = url === undefined ? await startEmbeddedServer(home, log) : undefined;
  const address = server?.url ?? url!;
  const pool = createPool(address, { size: poolSize, log, pooler: directUrl !== undefined });
  return {
    url: directUrl ?? address,
    pool,
    async close() {
      await pool.end().finally(() => server?.release());
    },
  };
}

/** Runs the migrations on a connection of their own, because their lock belongs to its session. Returns what ran. */
export async function migrateDirectly(url: string, queue: string, log: Log): Promise<string[]> {
  const direct = createPool(url, { size: 1, log });
  return migrate(direct, log, { queue }).finally(() => direct.end());
}

/** Throws a UsageError (`database_not_migrated`) if migrations are pending, `database_unavailable` if the server does not answer. */
export async function requireMigrated(pool: Pool): Promise<void> {
  const pending = await pendingMigrations(pool).catch((error) => {
    throw isServerFault(error) ? unavailable(error) : error;
  });
  if (pending.length === 0) return;
  throw new UsageError(`The database is not up to date (${pending.join(', ')}): run honeyburst migrate.`, {
    code: 'database_not_migrated',
    stage: 'configuration',
  });
}
