import { backoffMs, retry } from '../retry.js';
import type { Pool, Queryable } from './pool.js';
import { isServerFault, unavailable } from './server-fault.js';

const defaultPatienceMs = 300_000;
const [firstPauseMs, longestPauseMs] = [50, 1000];

/**
 * Runs `work` again while the server is at fault: gone, starting, out of connections or out of space. A failed try may
 * have been committed all the same. Gives up after five minutes with a HoneyburstError (`database_unavailable`), and
 * with the server's own error when the signal aborts or the pool is closed.
 */
export function whenAvailable<T>(
  pool: Pool,
  work: () => Promise<T>,
  signal?: AbortSignal,
  patienceMs = defaultPatienceMs,
): Promise<T> {
  const startedAt = performance.now();
  const pauseMs = (error: unknown, tried: number) => {
    if (!isServerFault(error) || pool.ending) return undefined;
    if (performance.now() - startedAt >= patienceMs) throw unavailable(error);
    return backoffMs(tried, firstPauseMs, longestPauseMs);
  };
  return retry(work, pauseMs, signal);
}

/** A pool that runs each query again while the server is at fault: only for statements that may be repeated. */
export function patientQueries(pool: Pool): Queryable {
  // biome-ignore lint/suspicious/noExplicitAny: the overloads of pg, handed on as they come
  const query = (...args: [any]) =>
    whenAvailable(pool, () => pool.query(...args) as unknown as Promise<unknown>);
  return { query: query as Queryable['query'] };
}
