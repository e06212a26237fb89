import { parentPort, workerData } from 'node:worker_threads';
import type { LabelTree } from '../../classifier/label-tree.js';
import type { Examples } from './examples.js';
import { type FitOptions, fitHead } from './fit.js';

// A training step blocks its thread, so that each head is fitted in a thread of its own.
const { examples, rows, labels, options } = workerData as FitJob;
const head = await fitHead(examples, rows, labels, {
  ...options,
  onEpoch: (epoch, epochs, loss) => parentPort?.postMessage({ epoch, epochs, loss }),
});
parentPort?.postMessage({ head });

/** One head to fit. Threads share the embeddings, which are not copied. */
export interface FitJob {
  examples: Examples;
  rows: readonly number[];
  labels: LabelTree;
  options: Omit<FitOptions, 'onEpoch'>;
}
