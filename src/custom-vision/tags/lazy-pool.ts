import { HoneyburstError } from '../../errors.js';
import type { InferencePool } from '../../inference/inference-pool.js';

export type LazyPool = Omit<InferencePool, 'runtimes'>;

/** An inference pool that opens once, at its first run; if that fails, the next run opens it again. */
export function createLazyPool(threads: number, open: () => Promise<InferencePool>): LazyPool {
  let pool: Promise<InferencePool> | undefined;
  let closed = false;
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
      pool ??= open().catch((error) => {
        pool = undefined;
        throw error;
      });
      return (await pool).run(input, data, shape);
    },
    async close() {
      closed = true;
      const opened = await pool?.catch(() => undefined);
      await opened?.close();
    },
  };
}
