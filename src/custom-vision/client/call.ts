import { setTimeout as sleep } from 'node:timers/promises';
import { HoneyburstError } from '../../errors.js';
import type { Log } from '../../log.js';
import { type CallPlace, readFailure, toCallError } from './call-error.js';
import type { Pace } from './pace.js';

export interface CallOptions extends CallPlace {
  /** Absent: any number of calls may be made at any time. */
  pace?: Pace;
  /** How long after its first failure a call is tried again. */
  retryMs: number;
  /** Ends the call, be it waiting or under way. */
  signal: AbortSignal;
  log: Log;
  /** For one attempt. */
  timeoutMs?: number;
  /** Is told of each attempt: `answered`, or the code of its failure. */
  onAttempt?: ((result: string) => void) | undefined;
}

const firstBackoffMs = 500;
const longestBackoffMs = 20_000;

/**
 * Makes one call to Custom Vision in its turn, and again while the service is away or busy. Throws the
 * HoneyburstError of `toCallError`; a wait that `retryMs` does not allow is left to the caller: `retryAfterMs`.
 */
export async function callService<T>(
  send: (signal: AbortSignal) => Promise<T>,
  options: CallOptions,
): Promise<T> {
  const { pace, retryMs, signal, log, timeoutMs = 60_000, onAttempt } = options;
  let failingSince: number | undefined;
  for (let tried = 1; ; tried++) {
    if (signal.aborted) throw closed(options);
    await pace?.reserve(signal).catch((error) => {
      throw signal.aborted ? closed(options) : error;
    });
    try {
      const answer = await limited(send, signal, timeoutMs);
      onAttempt?.('answered');
      return answer;
    } catch (thrown) {
      if (isUnpaid(thrown, options.key)) await pace?.refund();
      if (signal.aborted) throw closed(options);
      const failure = toCallError(thrown, options);
      onAttempt?.(failure.code);
      failingSince ??= performance.now();
      const waitMs = (failure.retryAfterMs ?? 0) + backoffMs(tried);
      if (!failure.retryable || performance.now() + waitMs > failingSince + retryMs) throw failure;
      log.debug({ host: options.host, code: failure.code, tried, waitMs }, 'Custom Vision is asked again');
      await sleep(waitMs, undefined, { signal }).catch(() => {
        throw closed(options);
      });
    }
  }
}

/** By hand instead of AbortSignal.any, which leaks where one of the signals lives as long as the process. */
async function limited<T>(
  send: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<T> {
  const ending = new AbortController();
  const end = () => ending.abort();
  const timer = setTimeout(end, timeoutMs);
  signal.addEventListener('abort', end, { once: true });
  try {
    return await send(ending.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

/** The service bills what it answered; of a call whose answer was lost nobody knows, so it counts. */
function isUnpaid(thrown: unknown, key: string): boolean {
  const { status, code } = readFailure(thrown, key);
  return status === undefined ? unsentCodes.has(code ?? '') : status >= 300;
}

/** The service was never reached; the SDK's word for an unknown host is REQUEST_SEND_ERROR. */
const unsentCodes: ReadonlySet<string> = new Set([
  'REQUEST_SEND_ERROR',
  'ECONNREFUSED',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Exponential with jitter, so that calls that failed together are not made again together. */
function backoffMs(tried: number): number {
  return Math.min(firstBackoffMs * 2 ** (tried - 1), longestBackoffMs) * (0.5 + Math.random());
}

function closed({ stage, target }: CallPlace): HoneyburstError {
  return new HoneyburstError(`The call about ${target} was given up: its connection was closed.`, {
    code: 'custom_vision_closed',
    stage,
    retryable: true,
  });
}
