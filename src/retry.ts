import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs `work` until it succeeds. After each failure `pauseMs` says how long to wait before the next try; it returns
 * undefined, or throws an error of its own, to give up. The signal ends a pause. Rejects with the last failure.
 * (p-retry counts attempts; ours ends by deadlines too and takes the pause from Retry-After. Its releases need Node.js 22.)
 */
export async function retry<T>(
  work: () => Promise<T>,
  pauseMs: (error: unknown, tried: number) => number | undefined,
  signal?: AbortSignal,
): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await work();
    } catch (error) {
      const ms = signal?.aborted ? undefined : pauseMs(error, tried);
      if (ms === undefined) throw error;
      await sleep(ms, undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
}

/** Exponential with jitter, so that calls that failed together are not made again together. */
export function backoffMs(tried: number, firstMs: number, longestMs = Number.POSITIVE_INFINITY): number {
  return Math.min(firstMs * 2 ** (tried - 1), longestMs) * (0.5 + Math.random());
}
