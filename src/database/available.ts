import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { HoneyburstError } from '../errors.js';
import type { Pool, Queryable } from './pool.js';

const defaultPatienceMs = 300_000;
const longestPauseMs = 1000;

/**
 * Runs `work` again while the server is at fault: gone, starting, out of connections or out of space; what it
 * did may have been committed all the same. Gives up after five minutes with a HoneyburstError
 * (`database_unavailable`), and with the server's own error at the signal or when the pool is closed.
 */
export async function whenAvailable<T>(
  pool: Pool,
  work: () => Promise<T>,
  signal?: AbortSignal,
  patienceMs = defaultPatienceMs,
): Promise<T> {
  const startedAt = performance.now();
  for (let pauseMs = 50; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await work();
    } catch (error) {
      if (!isServerFault(error) || pool.ending || signal?.aborted) throw error;
      if (performance.now() - startedAt >= patienceMs) throw unavailable(error);
      await sleep(pauseMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {});
    }
  }
}

/** A pool each of whose queries is run again while the server is at fault: for statements that may be repeated. */
export function patientQueries(pool: Pool): Queryable {
  // biome-ignore lint/suspicious/noExplicitAny: the overloads of pg, handed on as they come
  const query = (...args: [any]) =>
    whenAvailable(pool, () => pool.query(...args) as unknown as Promise<unknown>);
  return { query: query as Queryable['query'] };
}

/** Whether the server failed, and not the statement. */
export function isServerFault(error: unknown): boolean {
  // Connection exceptions, insufficient resources, operator intervention (but for a cancelled query), system errors.
  if (error instanceof pg.DatabaseError) return /^(08|53|57P|58)/.test(error.code ?? '');
  // What pg throws itself tells of connections, and has no type of its own.
  return error instanceof Error && !(error instanceof HoneyburstError || error instanceof TypeError);
}

/** What commands end with where the server stays away. */
export function unavailable(cause: unknown): HoneyburstError {
  const said = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new HoneyburstError(
    `The database does not answer (${said}): see that it runs, has room and is where DATABASE_URL says, and run the command again. What was done before is kept.`,
    { code: 'database_unavailable', stage: 'database', retryable: true, cause },
  );
}
