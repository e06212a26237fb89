import { type ErrorCode, HoneyburstError } from '../errors.js';

/** The bounds of an attempt. */
export interface Limit {
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/**
 * The result of `work` if it ends in time and before the signal. Otherwise this throws a retryable error
 * (`enrichment_timeout` or `enrichment_given_up`). The work itself goes on, but nobody waits for it.
 */
export function within<T>({ timeoutMs, signal }: Limit, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (code: ErrorCode, message: string) =>
      reject(new HoneyburstError(message, { code, stage: 'classify', retryable: true }));
    const giveUp = () => fail('enrichment_given_up', 'The worker stopped before the listing was done.');
    const timer = setTimeout(
      () => fail('enrichment_timeout', `The photos were not looked at within ${timeoutMs} ms.`),
      timeoutMs,
    );
    if (signal?.aborted) giveUp();
    signal?.addEventListener('abort', giveUp);
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    });
  });
}
