import { Worker } from 'node:worker_threads';
import type { EngineName } from '../config/worker.js';
import { HoneyburstError } from '../errors.js';
import type { Outputs } from '../onnx/session.js';

export interface ThreadData {
  model: Uint8Array;
  engine: EngineName;
}
export interface InferenceRequest {
  id: number;
  input: string;
  data: Uint8Array;
  shape: readonly number[];
}
export type ThreadMessage = InferenceRequest | 'close';
/** With the data that it was given. */
export type InferenceReply = { data: Uint8Array } & (
  | { id: number; outputs: Outputs }
  | { id: number; error: string }
);
/** The first says that the thread is ready, and what it computes with. */
export type ThreadReply = { runtime: string } | InferenceReply;

export interface InferencePoolOptions {
  threads: number;
  /** Default onnx. */
  engine?: EngineName;
}

export interface InferencePool {
  readonly threads: number;
  /** What the threads compute with, and why, for the log: one line for all threads that are alike. */
  readonly runtimes: readonly string[];
  /**
   * Runs the model once on one thread. Waits for a free thread. `data` is moved there, and comes back by `onReturn`
   * before the outputs do: memory outside the heap that is made anew each time has the whole heap collected again and again.
   */
  run(
    input: string,
    data: Uint8Array,
    shape: readonly number[],
    onReturn?: (data: Uint8Array) => void,
  ): Promise<Outputs>;
  /** Fails the runs that wait, lets those on a thread end, and ends the threads. */
  close(): Promise<void>;
}

interface Job {
  request: InferenceRequest;
  onReturn: ((data: Uint8Array) => void) | undefined;
  resolve(outputs: Outputs): void;
  reject(error: Error): void;
}

/**
 * Sessions of one model in worker threads, one core each; several small sessions use few cores better than
 * one wide one. A thread that dies takes its run with it: that run fails as retryable, the others go on, and the
 * next run that has to wait starts a new thread. Throws a HoneyburstError if the model cannot be loaded.
 * (piscina ends threads by terminate(), which brings the process down while ONNX Runtime computes, and reports a model
 * that cannot be loaded as an event instead of a failure.)
 */
export async function createInferencePool(
  model: Uint8Array,
  { threads, engine = 'onnx' }: InferencePoolOptions,
): Promise<InferencePool> {
  const queue: Job[] = [];
  /** Ready or starting. */
  const alive = new Set<Worker>();
  const idle = new Set<Worker>();
  const running = new Map<Worker, Job>();
  const runtimes = new Set<string>();
  let nextId = 0;
  let closed = false;

  const failure = (message: string, cause?: unknown) =>
    new HoneyburstError(`The model could not be run: ${message}`, {
      code: 'inference_failed',
      stage: 'classify',
      retryable: true,
      cause,
    });
  const rejectQueue = (error: HoneyburstError) => {
    for (const job of queue.splice(0)) job.reject(error);
  };

  const assign = () => {
    for (const worker of idle) {
      const job = queue.shift();
      if (!job) return;
      idle.delete(worker);
      running.set(worker, job);
      worker.postMessage(job.request, [job.request.data.buffer as ArrayBuffer]);
    }
    for (let missing = Math.min(threads - alive.size, queue.length); missing > 0; missing--) {
      start().catch((error: HoneyburstError) => {
        if (alive.size === 0) rejectQueue(error);
      });
    }
  };

  const start = () =>
    new Promise<void>((resolve, reject) => {
      // Tests run the sources, but a worker thread needs compiled code: it lies in dist.
      const sources = import.meta.url.endsWith('.ts');
      const entry = sources ? '../../dist/inference/inference-thread.js' : './inference-thread.js';
      const data: ThreadData = { model, engine };
      const worker = new Worker(new URL(entry, import.meta.url), { workerData: data });
      alive.add(worker);
      let ready = false;
      worker.on('message', (reply: ThreadReply) => {
        const job = running.get(worker);
        running.delete(worker);
        idle.add(worker);
        if ('data' in reply) job?.onReturn?.(reply.data);
        assign();
        if ('runtime' in reply) {
          ready = true;
          runtimes.add(reply.runtime);
          resolve();
        } else if ('outputs' in reply) job?.resolve(reply.outputs);
        else job?.reject(failure(reply.error));
      });
      let cause: unknown;
      worker.on('error', (error) => {
        cause = error;
      });
      // Comes after an error, and alone where the thread was ended from outside.
      worker.on('exit', () => {
        const reason = cause instanceof Error ? cause.message : 'its thread has ended';
        const error = failure(closed ? 'it is closed' : reason, cause);
        alive.delete(worker);
        idle.delete(worker);
        running.get(worker)?.reject(error);
        running.delete(worker);
        reject(error);
        // One that did not even start is not tried again at once: it would go on for ever.
        if (ready && !closed) assign();
      });
    });

  const close = async () => {
    closed = true;
    rejectQueue(failure('it is closed'));
    // Not terminate(): ONNX Runtime brings the whole process down if its thread is ended while it computes.
    await Promise.all(
      [...alive].map((worker) => {
        worker.postMessage('close' satisfies ThreadMessage);
        return new Promise((resolve) => worker.once('exit', resolve));
      }),
    );
  };

  try {
    await Promise.all(Array.from({ length: threads }, start));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    threads,
    runtimes: [...runtimes],
    run: (input, data, shape, onReturn) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(failure('it is closed'));
        queue.push({ request: { id: nextId++, input, data, shape }, onReturn, resolve, reject });
        assign();
      }),
    close,
  };
}
