/** Lets requests to one host through one after another, evenly over time. */
export interface Turns {
  /** Resolves when it is the caller's turn; rejects with the signal's reason if that comes first. */
  take(signal: AbortSignal): Promise<void>;
  /** Whether the next caller would have to wait. */
  busy(): boolean;
}

export function createTurns(perSecond: number): Turns {
  const waiting: (() => void)[] = [];
  let next = 0;
  let timer: NodeJS.Timeout | undefined;

  const serve = () => {
    timer = undefined;
    const now = performance.now();
    // A timer may fire a little early.
    if (waiting.length > 0 && now >= next - 1) {
      next = Math.max(now, next) + 1000 / perSecond;
      waiting.shift()!();
    }
    if (waiting.length > 0) timer = setTimeout(serve, next - performance.now());
  };

  return {
    busy: () => waiting.length > 0 || performance.now() < next,
    take: (signal) =>
      new Promise((resolve, reject) => {
        const go = () => {
          signal.removeEventListener('abort', leave);
          resolve();
        };
        const leave = () => {
          const place = waiting.indexOf(go);
          if (place >= 0) waiting.splice(place, 1);
          reject(signal.reason);
        };
        if (signal.aborted) return leave();
        signal.addEventListener('abort', leave, { once: true });
        waiting.push(go);
        if (timer === undefined) serve();
      }),
  };
}
