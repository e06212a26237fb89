import { LRUCache } from 'lru-cache';

/** Values by key that are costly to make. Those used least recently are dropped. */
export interface Recent<Value> {
  /**
   * Gives `run` the value of a key, which `open` makes unless it is kept. Simultaneous calls share one `open`; if it
   * fails, the next call opens again. A value is not released while it is used.
   */
  use<Result>(
    key: string,
    open: () => Promise<Value>,
    run: (value: Value) => Result | Promise<Result>,
  ): Promise<Result>;
  /** Drops all values, and from now on each as soon as nobody uses it. */
  close(): void;
}

interface Entry<Value> {
  value: Promise<Value>;
  users: number;
  dropped: boolean;
}

/** Keeps the `most` values used last. Calls `release` once for each value that is dropped. */
export function createRecent<Value>(most: number, release: (value: Value) => unknown): Recent<Value> {
  let closed = false;
  // lru-cache may drop a value that is still used, so the users of each are counted here.
  const releaseUnused = ({ value, users, dropped }: Entry<Value>) => {
    if (dropped && users === 0) void value.then(release, () => {});
  };
  const entries = new LRUCache<string, Entry<Value>>({
    max: most,
    dispose(entry) {
      entry.dropped = true;
      releaseUnused(entry);
    },
  });
  const add = (key: string, value: Promise<Value>): Entry<Value> => {
    const entry = { value, users: 0, dropped: closed };
    if (!closed) entries.set(key, entry);
    value.catch(() => {
      if (entries.peek(key) === entry) entries.delete(key);
    });
    return entry;
  };

  return {
    async use(key, open, run) {
      const entry = entries.get(key) ?? add(key, open());
      entry.users++;
      try {
        return await run(await entry.value);
      } finally {
        entry.users--;
        releaseUnused(entry);
      }
    },
    close() {
      closed = true;
      entries.clear();
    },
  };
}
