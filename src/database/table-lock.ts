import type { Log } from '../log.js';
import { type Pool, type Queryable, withTransaction } from './pool.js';

/**
 * Locks of tables, where an advisory lock would do but for one thing: every login of the database may take any advisory
 * lock, and so stop all who wait for it. Only logins that may change a table can take this lock of it. The mode excludes
 * itself and no reader or writer.
 */
export const lockMode = 'SHARE UPDATE EXCLUSIVE MODE';

/** How long to be without a lock before the log says who holds it. */
export const patienceMs = 60_000;

interface Holder {
  pid: number;
  user: string;
  application: string;
}

/** Runs `work` in one transaction while nobody else runs anything under the lock of that table. Waits for the lock. */
export function withTableLock<T>(
  pool: Pool,
  table: string,
  work: (client: Queryable) => Promise<T>,
): Promise<T> {
  return withTransaction(pool, async (client) => {
    await watchBlocked({ client, observer: pool, log: pool.logger, what: `the lock of ${table}` }, () =>
      client.query(`LOCK TABLE ${table} IN ${lockMode}`),
    );
    return work(client);
  });
}

export interface WatchOptions {
  /** Whose waiting is watched: a connection in a transaction. */
  client: Queryable;
  /** Asks who holds the lock meanwhile, on another connection. */
  observer: Queryable;
  log: Log;
  /** What is waited for. */
  what: string;
  everyMs?: number;
}

/** Runs `work`, and each minute in which another connection keeps it waiting, logs who. */
export async function watchBlocked<T>(options: WatchOptions, work: () => Promise<T>): Promise<T> {
  const { client, observer, log, what, everyMs = patienceMs } = options;
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const look = async () => {
    const holders = await findHolders(observer, 'pg_blocking_pids($1)', rows[0]!.pid);
    if (holders.length > 0) warn(log, what, holders);
  };
  const timer = setInterval(() => void look().catch(() => {}), everyMs);
  return work().finally(() => clearInterval(timer));
}

/**
 * For a lock that is tried again and again: call `taken` whenever it was had, and `missed` whenever it was not. After each
 * minute without it, the log says who holds it.
 */
export function watchMisses(pool: Pool, table: string, log: Log, everyMs = patienceMs) {
  let since = performance.now();
  return {
    taken() {
      since = performance.now();
    },
    async missed(): Promise<void> {
      if (performance.now() - since < everyMs) return;
      since = performance.now();
      warn(log, `the lock of ${table}`, await findHolders(pool, lockedBy, table).catch(() => []));
    },
  };
}

/** Whoever holds the table in a mode that excludes ours. */
const lockedBy = `ARRAY(SELECT pid FROM pg_locks WHERE granted AND relation = $1::regclass
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock'))`;

async function findHolders(db: Queryable, pids: string, of: number | string): Promise<Holder[]> {
  const { rows } = await db.query<Holder>(
    `SELECT pid, usename AS user, application_name AS application FROM pg_stat_activity WHERE pid = ANY (${pids})`,
    [of],
  );
  return rows;
}

function warn(log: Log, what: string, holders: readonly Holder[]): void {
  const names = holders.map(
    ({ pid, user, application }) =>
      `${user}${application && ` (${application})`}, process ${pid} of the server`,
  );
  log.warn(
    { holders },
    `waiting for ${what}, held by ${names.join('; ') || 'nobody who can be named'}: if that hangs, end it with SELECT pg_terminate_backend(pid)`,
  );
}
