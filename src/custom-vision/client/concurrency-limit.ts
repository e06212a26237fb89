/** Runs the work that it is given in order, and at most `most` pieces at a time. */
export function createConcurrencyLimit(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      // The next one that waits takes over the place.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
