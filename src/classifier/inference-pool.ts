import { Worker } from 'node:worker_threads';
import { HoneyburstError } from '../errors.js';

export interface ThreadData {
  model: Uint8Array;
}
export interface InferenceRequest {
  id: number;
  input: string;
  data: Uint8Array;
  shape: readonly number[];
}
export type InferenceOutputs = Record<string, Float32Array | Int8Array>;
export type InferenceReply = { id: number; outputs: InferenceOutputs } | { id: number; error: string };

export interface InferencePool {
  readonly threads: number;
  /** Runs the model once on one thread; `data` is moved to it. Waits for a free thread. */
  run(input: string, data: Uint8Array, shape: readonly number[]): Promise<InferenceOutputs>;
  /** How many runs have no thread yet. */
  waiting(): number;
  close(): Promise<void>;
}

interface Job {
  request: InferenceRequest;
  resolve(outputs: InferenceOutputs): void;
  reject(error: Error): void;
}

/** Sessions of one ONNX model in worker threads, one core each; several small sessions use few cores better than one wide one. */
export async function createInferencePool(model: Uint8Array, threads: number): Promise<InferencePool> {
  const queue: Job[] = [];
  const idle: Worker[] = [];
  const running = new Map<Worker, Job>();
  let nextId = 0;
  let closed = false;

  const failure = (message: string, cause?: unknown) =>
    new HoneyburstError(`The model could not be run: ${message}`, {
      code: 'inference_failed',
      stage: 'classify',
      retryable: true,
      cause,
    });

  const assign = () => {
    while (queue.length > 0 && idle.length > 0) {
      const worker = idle.pop() as Worker;
      const job = queue.shift() as Job;
      running.set(worker, job);
      worker.postMessage(job.request, [job.request.data.buffer as ArrayBuffer]);
    }
  };

  const start = async (): Promise<Worker> => {
    // Tests run the sources, but a worker thread needs compiled code: it lies in dist.
    const sources = import.meta.url.endsWith('.ts');
    const entry = sources ? '../../dist/classifier/inference-thread.js' : './inference-thread.js';
    const data: ThreadData = { model };
    const worker = new Worker(new URL(entry, import.meta.url), { workerData: data });
    await new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('error', (cause) =>
        reject(failure(cause instanceof Error ? cause.message : String(cause), cause)),
      );
    });
    worker.on('message', (reply: InferenceReply) => {
      const job = running.get(worker);
      running.delete(worker);
      idle.push(worker);
      assign();
      if ('outputs' in reply) job?.resolve(reply.outputs);
      else job?.reject(failure(reply.error));
    });
    // A thread that dies takes its run with it; the others go on and a new one takes its place.
    worker.on('error', (cause) => {
      const job = running.get(worker);
      running.delete(worker);
      const place = workers.indexOf(worker);
      const at = idle.indexOf(worker);
      if (at >= 0) idle.splice(at, 1);
      job?.reject(failure(cause instanceof Error ? cause.message : String(cause), cause));
      if (closed) return;
      start().then(
        (replacement) => {
          workers[place] = replacement;
          idle.push(replacement);
          assign();
        },
        () => workers.splice(place, 1),
      );
    });
    return worker;
  };

  const workers = await Promise.all(Array.from({ length: threads }, start));
  idle.push(...workers);
  return {
    threads,
    run: (input, data, shape) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(failure('it is closed'));
        queue.push({ request: { id: nextId++, input, data, shape }, resolve, reject });
        assign();
      }),
    waiting: () => queue.length,
    async close() {
      closed = true;
      for (const job of queue.splice(0)) job.reject(failure('it is closed'));
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
