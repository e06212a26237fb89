import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedServer } from '../dist/database/embedded.js';
import { migrate } from '../dist/database/migrate.js';
import { createPool } from '../dist/database/pool.js';

/** A migrated database on an embedded server of its own, in a home that goes with it. */
export async function openScratchDatabase({ connections, log }) {
  const home = await mkdtemp(join(tmpdir(), 'honeyburst-bench-'));
  // The server may run as another user, who must get in.
  await chmod(home, 0o755);
  const server = await startEmbeddedServer(home, log);
  const pool = createPool(server.url, { size: connections, log });
  await migrate(pool, log);
  return {
    url: server.url,
    pool,
    async close() {
      await pool.end();
      await server.release();
      await rm(home, { recursive: true, force: true });
    },
  };
}
