import { HoneyburstError } from '../../errors.js';
import type { InferencePool } from '../../inference/inference-pool.js';
import { sharePromise } from '../../shared-promise.js';

export type LazyPool = Omit<InferencePool, 'runtimes'>;

/** An inference pool that opens once, at its first run; if that fails, the next run opens it again. */
export function createLazyPool(threads: number, open: () => Promise<InferencePool>): LazyPool {
  let release = async () => {};
  let closed = false;
  const opened = sharePromise(() => {
    const opening = open();
    release = () =>
      opening.then(
        (pool) => pool.close(),
        () => {},
      );
    return opening;
  });
  return {
    threads,
    async run(input, data, shape) {
      if (closed) {
        throw new HoneyburstError('The model could not be run: it is closed', {
          code: 'inference_failed',
          stage: 'classify',
          retryable: true,
        });
      }
      return (await opened()).run(input, data, shape);
    },
    async close() {
      closed = true;
      await release();
    },
  };
}
