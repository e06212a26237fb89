import { type Pool, withTransaction } from '../../database/pool.js';
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
  /** The kind of work; with the id it names a piece. */
  name: string;
  /** Ids of the pieces of work that wait, the next one first. */
  waiting(): Promise<string[]>;
  /** Does one piece of work, unless it was done in the meantime, and records a failure of the work itself. */
  run(id: string, signal: AbortSignal): Promise<void>;
  /** How often to look for work that other processes accepted, or did not finish before they were killed. */
  everyMs?: number;
}

/**
 * Does one piece of work at a time, and makes sure that no other process does the same piece. A transaction of its own
 * holds a row that stands for the piece, so that the row is free as soon as the process ends.
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
    await pool.query(
      'INSERT INTO custom_vision_server.background_work (kind, id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      [name, id],
    );
    await withTransaction(pool, async (client) => {
      // This transaction is idle for as long as the work takes.
      await client.query("SELECT set_config('idle_in_transaction_session_timeout', '0', true)");
      const { rowCount } = await client.query(
        'SELECT FROM custom_vision_server.background_work WHERE kind = $1 AND id = $2 FOR UPDATE SKIP LOCKED',
        [name, id],
      );
      if (rowCount === 0) return;
      await run(id, ending.signal);
      await client.query('DELETE FROM custom_vision_server.background_work WHERE kind = $1 AND id = $2', [
        name,
        id,
      ]);
    });
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
