import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { startEmbeddedServer } from '../../src/database/embedded.js';
import { migrate } from '../../src/database/migrate.js';
import { createPool, type Pool } from '../../src/database/pool.js';
import { testLog } from '../support/database.js';

export interface OwnPostgres {
  home: string;
  url: string;
  pool: Pool;
  /** kill -9 of the server's first process. */
  killPostmaster(): Promise<void>;
  /** kill -9 of a session's process, on which the server ends all others and recovers; false where there is none. */
  killBackend(pick: (count: number) => number): Promise<boolean>;
}

/** A folder for HONEYBURST_HOME that the server's user may enter; at the end of the test whatever still runs there is ended. */
export async function makeHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'honeyburst-faults-'));
  await chmod(home, 0o755);
  onTestFinished(async () => {
    await killPostmaster(home).catch(() => {});
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });
  return home;
}

/** An embedded server of the test's own, migrated, that may be killed. */
export async function startPostgres(): Promise<OwnPostgres> {
  return startPostgresAt(await makeHome());
}

export async function startPostgresAt(home: string): Promise<OwnPostgres> {
  const server = await startEmbeddedServer(home, testLog);
  onTestFinished(() => server.release());
  const pool = createPool(server.url, { size: 6, log: testLog });
  onTestFinished(() => pool.end());
  await migrate(pool, testLog);
  // A killed process loses nothing that it has written, so waiting for the disk would test nothing.
  for (const setting of ['fsync', 'full_page_writes']) await pool.query(`ALTER SYSTEM SET ${setting} = off`);
  await pool.query('SELECT pg_reload_conf()');
  return {
    home,
    url: server.url,
    pool,
    killPostmaster: () => killPostmaster(home),
    async killBackend(pick) {
      const { rows } = await pool.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity
          WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() ORDER BY pid`,
      );
      if (rows.length === 0) return false;
      process.kill(rows[pick(rows.length)]!.pid, 'SIGKILL');
      return true;
    },
  };
}

/** kill -9 of the embedded server under `home`. */
export async function killPostmaster(home: string): Promise<void> {
  const [pid] = (await readFile(join(home, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');
}
