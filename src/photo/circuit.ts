/** Whether a host is asked: not for a while after it has let several listings in a row wait in vain. */
export interface Circuit {
  /**
   * `closed`: ask. `trial`: the pause is over, and this request decides; others are told `open` until it has ended.
   * `open`: do not ask for `waitMs`.
   */
  state(): { kind: 'closed' | 'trial' } | { kind: 'open'; waitMs: number };
  /** The host timed out for a listing. */
  timedOut(listing: unknown): void;
  /** The host did anything else. */
  answered(): void;
  /** A trial ended without telling anything. */
  abandoned(): void;
  /** How long the host is left alone; undefined if the circuit is closed. */
  pauseMs(): number | undefined;
  /** Whether nothing has to be remembered. */
  isFresh(): boolean;
}

/** Timeouts of one listing alone hold nobody up, and may be the fault of its photo. */
const listingsInARow = 3;
const firstPauseMs = 30_000;
const longestPauseMs = 900_000;

/** `now` is in milliseconds. */
export function createCircuit({
  trialMs,
  now = () => performance.now(),
}: {
  trialMs: number;
  now?: () => number;
}): Circuit {
  let failed = new Set<unknown>();
  let pauses = 0;
  let until: number | undefined;
  let trying = false;

  const pause = () => {
    until = now() + Math.min(firstPauseMs * 2 ** pauses++, longestPauseMs);
    trying = false;
  };

  const pauseMs = () => (until === undefined ? undefined : Math.max(until - now(), trialMs));

  return {
    state() {
      if (until === undefined) return { kind: 'closed' };
      if (until > now() || trying) return { kind: 'open', waitMs: pauseMs()! };
      trying = true;
      return { kind: 'trial' };
    },
    timedOut(listing) {
      failed.add(listing);
      // Requests that began before the pause tell nothing new.
      if (until === undefined ? failed.size >= listingsInARow : trying) pause();
    },
    answered() {
      failed = new Set();
      pauses = 0;
      until = undefined;
      trying = false;
    },
    abandoned() {
      trying = false;
    },
    pauseMs,
    isFresh: () => until === undefined && failed.size === 0,
  };
}
