import type { Pool } from '../../database/pool.js';
import type { Log } from '../../log.js';

/** Work that goes on in the background of `serve`. */
export interface BackgroundWork {
  /** Says that there is work; it is also looked for now and then. */
  wake(): void;
  /** Resolves once nothing runs any more; work under way is left to be taken up again. */
  close(): Promise<void>;
}

export interface BackgroundWorkOptions {
  pool: Pool;
  log: Log;
  /** Kind of work; locks go by it. */
  name: string;
  /** Ids of what waits, the next one first. */
  waiting(): Promise<string[]>;
  /** Does one piece unless it was done meanwhile, failures of the work itself included. Told when to give up. */
  run(id: string, signal: AbortSignal): Promise<void>;
  /** How often to look for work that other processes accepted, or left behind when they were killed. */
  everyMs?: number;
}

/**
 * Does one piece of work at a time, and each in one process only: its advisory lock is held by a connection of
 * its own, so that it is free again as soon as the process that held it is gone.
 */
export function createBackgroundWork({
  pool,
  log,
  name,
  waiting,
  run,
  everyMs = 5000,
}: BackgroundWorkOptions): BackgroundWork {
  const ending = new AbortController();
  let running: Promise<void> | undefined;
  let again = false;

  async function runLocked(id: string): Promise<void> {
    const client = await pool.connect();
    const onError = (error: Error) => log.warn({ error: error.message }, `lost the lock of ${name} ${id}`);
    client.on('error', onError);
    let broken = true;
    try {
      const { rows } = await client.query(
        `SELECT pg_try_advisory_lock(hashtext($1), hashtext($2)) AS locked`,
        [name, id],
      );
      if (rows[0].locked) {
        await run(id, ending.signal);
        await client.query(`SELECT pg_advisory_unlock(hashtext($1), hashtext($2))`, [name, id]);
      }
      broken = false;
    } finally {
      client.off('error', onError);
      // A connection that may still hold the lock is not used again.
      client.release(broken);
    }
  }

  async function work(): Promise<void> {
    do {
      again = false;
      for (const id of await waiting()) {
        if (ending.signal.aborted) return;
        await runLocked(id);
      }
    } while (again && !ending.signal.aborted);
  }

  function wake(): void {
    again = true;
    if (ending.signal.aborted) return;
    running ??= work()
      .catch((error: Error) => {
        if (!ending.signal.aborted) log.error({ error: error.message }, `${name} is tried again later`);
      })
      .finally(() => {
        running = undefined;
        if (again) wake();
      });
  }

  const timer = setInterval(wake, everyMs);
  wake();
  return {
    wake,
    async close() {
      clearInterval(timer);
      ending.abort();
      await running;
    },
  };
}
