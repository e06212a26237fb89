import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { HoneyburstError } from '../errors.js';
import type { Pool } from './pool.js';

const patienceMs = 300_000;
const longestPauseMs = 1000;

/**
 * Runs `work` again while the server is at fault: gone, starting, out of connections or out of space; what it
 * did may have been committed all the same. Gives up after five minutes, at the signal, or when the pool is closed.
 */
export async function whenAvailable<T>(pool: Pool, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const startedAt = performance.now();
  for (let pauseMs = 50; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await work();
    } catch (error) {
      const patient = performance.now() - startedAt < patienceMs && !pool.ending && !signal?.aborted;
      if (!patient || !isServerFault(error)) throw error;
      await sleep(pauseMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {});
    }
  }
}

/** Whether the server failed, and not the statement. */
export function isServerFault(error: unknown): boolean {
  // Connection exceptions, insufficient resources, operator intervention (but for a cancelled query), system errors.
  if (error instanceof pg.DatabaseError) return /^(08|53|57P|58)/.test(error.code ?? '');
  // What pg throws itself tells of connections, and has no type of its own.
  return error instanceof Error && !(error instanceof HoneyburstError || error instanceof TypeError);
}
