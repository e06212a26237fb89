import { Worker } from 'node:worker_threads';
import type { HeadWeights } from '../../classifier/head.js';
import { HoneyburstError } from '../../errors.js';
import type { Progress } from '../../progress.js';
import type { FitJob } from './fit-thread.js';

type ThreadMessage = { head: HeadWeights } | { epoch: number; epochs: number; loss: number };

/**
 * Fits heads in `threads` worker threads, in the order given. The same jobs give the same weights. (Each head gets a thread
 * of its own for minutes, so the reuse of threads that piscina offers gains nothing.)
 */
export async function fitHeads(
  jobs: readonly FitJob[],
  { threads, progress, what }: { threads: number; progress: Progress; what: string },
): Promise<HeadWeights[]> {
  const heads: HeadWeights[] = new Array(jobs.length);
  let next = 0;
  // In hundredths of a head, as heads may take different numbers of epochs.
  progress.start(what, jobs.length * 100);
  let [exact, reported] = [0, 0];
  const advance = (share: number) => {
    exact += share * 100;
    const whole = Math.floor(exact + 1e-6);
    progress.advance(whole - reported);
    reported = whole;
  };
  const lanes = Array.from({ length: Math.min(threads, jobs.length) }, async () => {
    while (next < jobs.length) {
      const index = next++;
      heads[index] = await fitInThread(jobs[index] as FitJob, advance);
    }
  });
  await Promise.all(lanes);
  progress.finish();
  return heads;
}

function fitInThread(job: FitJob, onProgress: (share: number) => void): Promise<HeadWeights> {
  return new Promise((resolve, reject) => {
    // Tests run the sources, but a worker thread needs compiled code: it lies in dist.
    const sources = import.meta.url.endsWith('.ts');
    const entry = sources ? '../../../dist/learning/fitting/fit-thread.js' : './fit-thread.js';
    const worker = new Worker(new URL(entry, import.meta.url), { workerData: job });
    worker.on('message', (message: ThreadMessage) => {
      if ('head' in message) resolve(message.head);
      else onProgress(1 / message.epochs);
    });
    const fail = (message: string, cause?: unknown) =>
      reject(
        new HoneyburstError(`A head could not be fitted: ${message}`, {
          code: 'training_failed',
          stage: 'train',
          cause,
        }),
      );
    worker.on('error', (error) => fail(error.message, error));
    worker.on('exit', () => fail('its thread has ended'));
  });
}
