import type { Pool } from '../database/pool.js';
import type { Log } from '../log.js';

/** Where dispatchers hear that there is work. */
export const workChannel = 'honeyburst_work';

/**
 * Makes a function that wakes the dispatchers of all workers, to be called after a commit: notified within, commits
 * would wait for each other. Calls that come while one is under way become one; a lost one costs a dispatcher's pause.
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
