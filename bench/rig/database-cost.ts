import { createPool } from '#dist/database/pool.js';
import type { Log } from '#dist/log.js';
import { parentOf, processGroupTimeMs } from './process-time.js';
import type { ScratchDatabase } from './scratch-database.js';
import { cpuMs, timed } from './statistics.js';

export interface DatabaseCost<T> {
  result: T;
  ms: number;
  /** Processor time of this process, and of the server with all its sessions. */
  ownCpuMs: number;
  postgresCpuMs: number;
  walBytes: number;
  transactions: number;
}

/**
 * Runs `work` and says what it cost the database. Times are those of the processes themselves, so they hold on a
 * machine that does other things too. Linux only.
 */
export async function measureDatabase<T>(
  { url, pool }: Pick<ScratchDatabase, 'url' | 'pool'>,
  log: Log,
  work: () => Promise<T>,
): Promise<DatabaseCost<T>> {
  const { rows } = await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const server = await parentOf(rows[0]!.pid);
  if (server === undefined) throw new Error('The processor time of Postgres can be read on Linux only.');
  const postgresMs = async () => (await processGroupTimeMs(server)) ?? Number.NaN;

  const before = await readCounters(url, log);
  const [ownBefore, postgresBefore] = [cpuMs(), await postgresMs()];
  const { result, seconds } = await timed(work);
  const [ownAfter, postgresAfter] = [cpuMs(), await postgresMs()];
  const after = await readCounters(url, log);
  return {
    result,
    ms: seconds * 1000,
    ownCpuMs: ownAfter - ownBefore,
    postgresCpuMs: postgresAfter - postgresBefore,
    walBytes: after.walBytes - before.walBytes,
    transactions: after.transactions - before.transactions,
  };
}

async function readCounters(url: string, log: Log): Promise<{ walBytes: number; transactions: number }> {
  const client = createPool(url, { size: 1, log });
  // Sessions report at the end of a transaction, but at most once a second.
  await client.query('SELECT pg_sleep(1.1)');
  const { rows } = await client.query<{ walBytes: number; transactions: number }>(
    `SELECT (pg_current_wal_insert_lsn() - '0/0')::float8 AS "walBytes", xact_commit AS transactions
       FROM pg_stat_database WHERE datname = current_database()`,
  );
  await client.end();
  return rows[0]!;
}
