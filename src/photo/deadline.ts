/** A time limit that can stand still. */
export interface Deadline {
  leftMs(): number;
  /** Stands still until `waiting` settles, and gives its result. */
  pausedFor<T>(waiting: Promise<T>): Promise<T>;
  clear(): void;
}

/** Calls `expire` once the time is over. */
export function createDeadline(timeoutMs: number, expire: () => void): Deadline {
  let left = timeoutMs;
  let startedAt = performance.now();
  let timer = setTimeout(expire, left);
  return {
    leftMs: () => left - (performance.now() - startedAt),
    async pausedFor(waiting) {
      clearTimeout(timer);
      left -= performance.now() - startedAt;
      try {
        return await waiting;
      } finally {
        startedAt = performance.now();
        timer = setTimeout(expire, left);
      }
    },
    clear: () => clearTimeout(timer),
  };
}
