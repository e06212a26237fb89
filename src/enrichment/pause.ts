import { setTimeout as sleep } from 'node:timers/promises';

/** A pause that others can cut short. */
export interface Pause {
  /** Waits for `ms`, or until the pause is cut short, or until the signal. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Ends the current pause, or the next one if there is none. */
  cutShort(): void;
}

/** No pause is shorter than `leastMs`, so that a loop does not spin however often it is woken. */
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
