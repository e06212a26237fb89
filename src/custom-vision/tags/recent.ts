/** A cache of values that are expensive to make. It gives up those used least recently. */
export interface Recent<Value> {
  /**
   * Calls `run` with the value of a key, which `open` makes if it is not cached. Simultaneous calls share one `open`; if
   * that fails, the next call opens again. A value is not released while it is used.
   */
  use<Result>(
    key: string,
    open: () => Promise<Value>,
    run: (value: Value) => Result | Promise<Result>,
  ): Promise<Result>;
  /** Gives up all values now, and from now on each as soon as nobody uses it. */
  close(): void;
}

interface Entry<Value> {
  value: Promise<Value>;
  users: number;
  givenUp: boolean;
}

/** Keeps the `most` values used last, and calls `release` once for each value that it gives up. */
export function createRecent<Value>(most: number, release: (value: Value) => unknown): Recent<Value> {
  /** From the least to the most recently used. */
  const entries = new Map<string, Entry<Value>>();
  let kept = most;

  const releaseUnused = ({ value, users, givenUp }: Entry<Value>) => {
    if (givenUp && users === 0) void value.then(release, () => {});
  };
  const giveUp = (key: string, entry: Entry<Value>) => {
    if (entry.givenUp) return;
    entries.delete(key);
    entry.givenUp = true;
    releaseUnused(entry);
  };

  return {
    async use(key, open, run) {
      const entry = entries.get(key) ?? { value: open(), users: 0, givenUp: false };
      entries.delete(key);
      entries.set(key, entry);
      entry.users++;
      for (const [oldest, other] of entries) if (entries.size > kept) giveUp(oldest, other);
      try {
        const value = await entry.value.catch((error) => {
          giveUp(key, entry);
          throw error;
        });
        return await run(value);
      } finally {
        entry.users--;
        releaseUnused(entry);
      }
    },
    close() {
      kept = 0;
      for (const [key, entry] of entries) giveUp(key, entry);
    },
  };
}
