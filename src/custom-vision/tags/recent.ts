/** Values by key that are dear to make; those used least recently are given up. */
export interface Recent<Value> {
  /**
   * Lets `run` have the value of a key, which `open` makes unless it is at hand. Asked for twice at once it is opened
   * once; where opening fails, the next one who asks opens again. It is not released while it is used.
   */
  use<Result>(
    key: string,
    open: () => Promise<Value>,
    run: (value: Value) => Result | Promise<Result>,
  ): Promise<Result>;
  /** Gives all of them up, and from now on each as soon as nobody uses it. */
  close(): void;
}

interface Entry<Value> {
  value: Promise<Value>;
  users: number;
  givenUp: boolean;
}

/** Keeps the `most` values used last; `release` is called once for each value that is given up. */
export function createRecent<Value>(most: number, release: (value: Value) => unknown): Recent<Value> {
  /** The one used least recently comes first. */
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
