import type { Pool } from '../database/pool.js';
import type { Log } from '../log.js';

/** The channel on which dispatchers hear that there is work. */
export const workChannel = 'honeyburst_work';

/**
 * Creates a function that wakes the dispatchers of all workers. Call it after a commit: a notification inside a
 * transaction makes commits wait for each other. Calls during a notification are merged into one. A lost notification
 * only costs the pause of a dispatcher.
 */
export function createNudge(pool: Pool, log: Log): () => void {
  let running = false;
  let again = false;
  const run = async () => {
    running = true;
    do {
      again = false;
      await pool.query('SELECT pg_notify($1, $2)', [workChannel, '']).catch((error: Error) => {
        log.warn({ error: error.message }, 'could not wake the dispatchers');
      });
    } while (again);
    running = false;
  };
  return () => {
    if (running) again = true;
    else void run();
  };
}
