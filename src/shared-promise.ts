/** A function that starts `work` at its first call and gives every later call the same promise. After a failure it starts again. */
export function sharePromise<T>(work: () => Promise<T>): () => Promise<T> {
  const share = sharePromises<undefined, T>();
  return () => share(undefined, work);
}

/** The same for each key. */
export function sharePromises<K, T>(): (key: K, work: () => Promise<T>) => Promise<T> {
  const promises = new Map<K, Promise<T>>();
  return (key, work) => {
    const known = promises.get(key);
    if (known) return known;
    const started = work().catch((error) => {
      promises.delete(key);
      throw error;
    });
    promises.set(key, started);
    return started;
  };
}
