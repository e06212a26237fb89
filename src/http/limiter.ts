/** Counts events by key, each key in a window of one minute that begins with its first event. */
export interface Limiter {
  /** Counts one. Returns undefined, or the seconds until the next window if the key has had its share. */
  take(key: string): number | undefined;
  /** The same without counting. */
  wait(key: string): number | undefined;
  /** Takes one back. */
  giveBack(key: string): void;
}

const windowMs = 60_000;
/** So many clients are remembered; beyond that, the one whose window began first is forgotten. */
const mostKeys = 10_000;

export function createLimiter(perMinute: number): Limiter {
  const windows = new Map<string, { endsAt: number; count: number }>();
  const read = (key: string) => {
    const window = windows.get(key);
    return window && window.endsAt > performance.now() ? window : undefined;
  };
  const open = (key: string) => {
    windows.delete(key);
    if (windows.size >= mostKeys) windows.delete(windows.keys().next().value!);
    const window = { endsAt: performance.now() + windowMs, count: 0 };
    windows.set(key, window);
    return window;
  };
  const wait = (key: string) => {
    const window = read(key);
    if (window === undefined || window.count < perMinute) return undefined;
    return Math.ceil((window.endsAt - performance.now()) / 1000);
  };
  return {
    take(key) {
      const seconds = wait(key);
      if (seconds === undefined) (read(key) ?? open(key)).count++;
      return seconds;
    },
    wait,
    giveBack(key) {
      const window = read(key);
      if (window && window.count > 0) window.count--;
    },
  };
}
