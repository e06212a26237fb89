import { type ErrorCode, HoneyburstError } from '../errors.js';

/** What bounds an attempt. */
export interface Limit {
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/**
 * What `work` comes to, if it does so in time and before the signal; else an error that may pass (`enrichment_timeout`
 * or `enrichment_given_up`). The work itself is not ended: nobody waits for it any more.
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
