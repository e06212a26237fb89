import { startEmbeddedServer } from '#dist/database/embedded.js';
import { migrate } from '#dist/database/migrate.js';
import { createPool, type Pool } from '#dist/database/pool.js';
import type { Log } from '#dist/log.js';
import { createScratchHome } from './scratch-home.js';

export interface ScratchDatabase {
  url: string;
  pool: Pool;
  close(): Promise<void>;
}

/** A migrated database on an embedded server of its own; `close` removes it. */
export async function openScratchDatabase(options: {
  connections: number;
  log: Log;
}): Promise<ScratchDatabase> {
  const { connections, log } = options;
  const { home, remove } = await createScratchHome();
  const server = await startEmbeddedServer(home, log);
  const pool = createPool(server.url, { size: connections, log });
  await migrate(pool, log);
  return {
    url: server.url,
    pool,
    async close() {
      await pool.end();
      await server.release();
      await remove();
    },
  };
}

/** Makes checkpoints rare, as on a server for this load: otherwise they are most of what is measured. */
export async function spaceCheckpoints(pool: Pool): Promise<void> {
  await pool.query(`ALTER SYSTEM SET max_wal_size = '8GB'`);
  await pool.query('SELECT pg_reload_conf()');
}
