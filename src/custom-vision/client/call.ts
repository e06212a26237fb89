import { HoneyburstError } from '../../errors.js';
import type { Log } from '../../log.js';
import { backoffMs, retry } from '../../retry.js';
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

  const attempt = async () => {
    signal.throwIfAborted();
    await pace?.reserve(signal);
    try {
      const answer = await limited(send, signal, timeoutMs);
      onAttempt?.('answered');
      return answer;
    } catch (thrown) {
      if (isUnpaid(thrown, options.key)) await pace?.refund();
      signal.throwIfAborted();
      const failure = toCallError(thrown, options);
      onAttempt?.(failure.code);
      throw failure;
    }
  };
  const pauseMs = (thrown: unknown, tried: number) => {
    failingSince ??= performance.now();
    if (!(thrown instanceof HoneyburstError && thrown.retryable)) return undefined;
    const { code, retryAfterMs = 0 } = thrown;
    const waitMs = retryAfterMs + backoffMs(tried, firstBackoffMs, longestBackoffMs);
    if (performance.now() + waitMs > failingSince + retryMs) return undefined;
    log.debug({ host: options.host, code, tried, waitMs }, 'asking Custom Vision again');
    return waitMs;
  };
  return retry(attempt, pauseMs, signal).catch((thrown) => {
    throw signal.aborted ? closed(options) : thrown;
  });
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

function closed({ stage, target }: CallPlace): HoneyburstError {
  return new HoneyburstError(`The call about ${target} was given up: its connection was closed.`, {
    code: 'custom_vision_closed',
    stage,
    retryable: true,
  });
}
