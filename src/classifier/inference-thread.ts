import { on } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type {
  InferenceReply,
  InferenceRequest,
  ThreadData,
  ThreadMessage,
  ThreadReply,
} from './inference-pool.js';

// InferenceSession.run blocks its thread's event loop for as long as it computes
// (https://github.com/microsoft/onnxruntime/issues/19611): so it runs here, apart from all I/O.
const { model } = workerData as ThreadData;
const port = parentPort;
if (!port) throw new Error('inference-thread runs as a worker thread only');
const session = await InferenceSession.create(model, {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 3,
});

port.postMessage('ready' satisfies ThreadReply);
for await (const [message] of on(port, 'message') as AsyncIterable<[ThreadMessage]>) {
  if (message === 'close') break;
  port.postMessage(await run(message));
}

async function run({ id, input, data, shape }: InferenceRequest): Promise<InferenceReply> {
  try {
    const result = await session.run({ [input]: new Tensor('uint8', data, shape) });
    const outputs = Object.fromEntries(
      Object.entries(result).map(([name, tensor]) => [name, tensor.data as Float32Array | Int8Array]),
    );
    return { id, outputs };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}
