import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { defaultBackbone, loadExtractor } from '../../src/backbone/backbone.js';
import { photoSize } from '../../src/backbone/look.js';
import { HoneyburstError } from '../../src/errors.js';
import { createInferencePool } from '../../src/inference/inference-pool.js';

const extractor = loadExtractor(defaultBackbone);
const size = photoSize;
const pixelBytes = size * size * 4;

async function createPool(threads: number) {
  const workers: Worker[] = [];
  const watch = (worker: Worker) => void workers.push(worker);
  process.on('worker', watch);
  onTestFinished(() => void process.off('worker', watch));
  const pool = await createInferencePool(extractor, { threads });
  onTestFinished(() => pool.close());
  const run = () => pool.run('pixels', new Uint8Array(pixelBytes), [1, size, size, 4]);
  return { pool, workers, run };
}

const lost = { code: 'inference_failed', stage: 'classify', retryable: true };

it('a thread that dies fails its own run only, and another takes its place', async () => {
  const { workers, run } = await createPool(1);
  // A message that it cannot read: it dies of it, with the run behind it at hand.
  workers[0]!.postMessage(null);
  const dying = run();
  const waiting = [run(), run()];
  await expect(dying).rejects.toMatchObject(lost);
  for (const outputs of await Promise.all(waiting)) expect(outputs.cells).toBeInstanceOf(Int8Array);
  expect(workers).toHaveLength(2);
});

it('a thread that dies while it has nothing to do is replaced when it is needed', async () => {
  const { workers, run } = await createPool(1);
  await run();
  await workers[0]!.terminate();
  expect((await run()).cells).toBeInstanceOf(Int8Array);
});

it('closing lets end what runs, fails what waits and ends the threads', async () => {
  const { pool, run, workers } = await createPool(2);
  const exits = workers.map((worker) => once(worker, 'exit'));
  const runs = Promise.allSettled([run(), run(), run(), run()]);
  await pool.close();
  await Promise.all(exits);
  const [first, second, ...others] = await runs;
  expect([first, second]).toMatchObject([{ status: 'fulfilled' }, { status: 'fulfilled' }]);
  expect(others).toMatchObject([{ reason: lost }, { reason: lost }]);
  await expect(run()).rejects.toMatchObject(lost);
});

it('a wrong input fails its run, and the thread goes on', async () => {
  const { pool, run, workers } = await createPool(1);
  await expect(pool.run('pixels', new Uint8Array(4), [1, 1, 1, 4])).rejects.toMatchObject(lost);
  expect((await run()).cells).toBeInstanceOf(Int8Array);
  expect(workers).toHaveLength(1);
});

it('a model that cannot be loaded is refused', async () => {
  await expect(createInferencePool(Buffer.from('no model'), { threads: 2 })).rejects.toBeInstanceOf(
    HoneyburstError,
  );
});
