import { setTimeout as sleep } from 'node:timers/promises';

/** A pause that can be cut short from outside. */
export interface Pause {
  /** Waits for `ms`, or until it is cut short, or until the signal. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Ends the pause at hand, or the next one where there is none. */
  cutShort(): void;
}

/** No pause is cut to less than `leastMs`: it bounds how busy a loop gets that pauses, however often it is woken. */
export function createPause(leastMs = 10): Pause {
  let cut = false;
  let end: (() => void) | undefined;
  return {
    async wait(ms, signal) {
      await sleep(Math.min(ms, leastMs), undefined, { signal }).catch(() => {});
      if (!cut && !signal.aborted && ms > leastMs) {
        await new Promise<void>((resolve) => {
          end = () => {
            clearTimeout(timer);
            signal.removeEventListener('abort', end!);
            resolve();
          };
          const timer = setTimeout(end, ms - leastMs);
          signal.addEventListener('abort', end);
        });
      }
      cut = false;
      end = undefined;
    },
    cutShort() {
      cut = true;
      end?.();
    },
  };
}
