/** Lets a process work on one thing alone, so that a listing that may crash the process takes no others with it. */
export interface Gate {
  /** Runs at the same time as other shared work. */
  shared<T>(work: () => Promise<T>): Promise<T>;
  /** Runs when nothing else does, in the order of the calls. Shared work that comes later waits. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

export function createGate(): Gate {
  const running = new Set<Promise<unknown>>();
  let lastAlone: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  return {
    async shared(work) {
      while (waiting > 0) await lastAlone;
      const result = work();
      const settled = result.catch(() => {}).finally(() => running.delete(settled));
      running.add(settled);
      return result;
    },
    async alone(work) {
      waiting++;
      const result = lastAlone.then(async () => {
        await Promise.all(running);
        return work();
      });
      lastAlone = result
        .catch(() => {})
        .finally(() => {
          waiting--;
        });
      return result;
    },
  };
}
