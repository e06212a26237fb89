import { HoneyburstError } from '../../errors.js';
import type { Log } from '../../log.js';
import { backoffMs, retry } from '../../retry.js';
import { type CallPlace, readFailure, toCallError } from './call-error.js';
import type { Pace } from './pace.js';

export interface CallOptions extends CallPlace {
  /** Default: the number of calls is not limited. */
  pace?: Pace;
  /** How long after its first failure a call is still tried again. */
  retryMs: number;
  /** Ends the call, whether it waits or runs. */
  signal: AbortSignal;
  log: Log;
  /** The time limit of one attempt. Default: a minute. */
  timeoutMs?: number;
  /** Called after each attempt with `answered` or the code of the failure. */
  onAttempt?: ((result: string) => void) | undefined;
}

const firstBackoffMs = 500;
const longestBackoffMs = 20_000;

/**
 * Makes one call to Custom Vision when it is its turn, and tries again while the service is down or busy. Throws the
 * HoneyburstError of `toCallError`. If the service asks for a longer wait than `retryMs` allows, the error says so in
 * `retryAfterMs`.
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

/** Runs `send` with a time limit. AbortSignal.any would leak, since one of the signals lives as long as the process. */
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

/** Whether the service certainly did not bill the call. A call whose answer was lost may be billed, so it counts. */
function isUnpaid(thrown: unknown, key: string): boolean {
  const { status, code } = readFailure(thrown, key);
  return status === undefined ? unsentCodes.has(code ?? '') : status >= 300;
}

/** Codes of calls that never reached the service. The SDK's code for an unknown host is REQUEST_SEND_ERROR. */
const unsentCodes: ReadonlySet<string> = new Set([
  'REQUEST_SEND_ERROR',
  'ECONNREFUSED',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

function closed({ stage, target }: CallPlace): HoneyburstError {
  return new HoneyburstError(`The call about ${target} was cancelled because its connection was closed.`, {
    code: 'custom_vision_closed',
    stage,
    retryable: true,
  });
}
