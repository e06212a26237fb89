import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

/** Runs `work` again if Postgres ended it because of a deadlock or a serialization failure. */
export async function retryConflicts<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const conflict =
        error instanceof pg.DatabaseError && (error.code === '40P01' || error.code === '40001');
      if (!conflict || attempt === 5) throw error;
      await delay(Math.random() * 100 * attempt);
    }
  }
}
