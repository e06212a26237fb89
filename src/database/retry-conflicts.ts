import pg from 'pg';
import { retry } from '../retry.js';

const attempts = 5;

/** Runs `work` again if Postgres ended it because of a deadlock or a serialization failure. */
export function retryConflicts<T>(work: () => Promise<T>): Promise<T> {
  return retry(work, (error, tried) =>
    isConflict(error) && tried < attempts ? Math.random() * 100 * tried : undefined,
  );
}

function isConflict(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === '40P01' || error.code === '40001');
}
