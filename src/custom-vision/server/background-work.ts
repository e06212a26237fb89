import type { Pool } from '../../database/pool.js';
import type { Log } from '../../log.js';

/** Work that `serve` does in the background. */
export interface BackgroundWork {
  /** Looks for work at once, instead of waiting for the next regular look. */
  wake(): void;
  /** Resolves when nothing runs any more. Unfinished work is taken up again by the next process. */
  close(): Promise<void>;
}

export interface BackgroundWorkOptions {
  pool: Pool;
  log: Log;
  /** The kind of work; it is part of the key of the locks. */
  name: string;
  /** Ids of the pieces of work that wait, the next one first. */
  waiting(): Promise<string[]>;
  /** Does one piece of work, unless it was done in the meantime, and records a failure of the work itself. */
  run(id: string, signal: AbortSignal): Promise<void>;
  /** How often to look for work that other processes accepted, or did not finish before they were killed. */
  everyMs?: number;
}

/**
 * Does one piece of work at a time, and makes sure that no other process does the same piece. A connection of its own
 * holds the advisory lock of the piece, so that the lock is free as soon as the process ends.
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
      // Closes a connection that may still hold the lock.
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
        if (!ending.signal.aborted)
          log.error({ error: error.message }, `${name} failed and will be tried again`);
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
