import { parentPort, workerData } from 'node:worker_threads';
import type { Examples, FitOptions } from './fit.js';
import { fitHead } from './fit.js';

// A training step blocks its thread for as long as it computes: several heads are fitted side by side.
const { examples, rows, options } = workerData as FitJob;
const head = await fitHead(examples, rows, {
  ...options,
  onEpoch: (epoch, epochs, loss) => parentPort?.postMessage({ epoch, epochs, loss }),
});
parentPort?.postMessage({ head });

/** One head to fit; the embeddings are shared, not copied. */
export interface FitJob {
  examples: Examples;
  rows: readonly number[];
  options: Omit<FitOptions, 'onEpoch'>;
}
