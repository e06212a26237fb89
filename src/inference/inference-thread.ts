import { on } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { createSession } from './create-session.js';
import type {
  InferenceReply,
  InferenceRequest,
  ThreadData,
  ThreadMessage,
  ThreadReply,
} from './inference-pool.js';

// Engines block their thread's event loop for as long as they compute
// (https://github.com/microsoft/onnxruntime/issues/19611): so they run here, apart from all I/O.
const { model, engine } = workerData as ThreadData;
const port = parentPort;
if (!port) throw new Error('inference-thread runs as a worker thread only');
const session = await createSession(model, { engine, threads: 1 });

port.postMessage({ runtime: session.runtime } satisfies ThreadReply);
for await (const [message] of on(port, 'message') as AsyncIterable<[ThreadMessage]>) {
  if (message === 'close') break;
  const reply = await run(message);
  port.postMessage(reply, [reply.data.buffer as ArrayBuffer]);
}

async function run({ id, input, data, shape }: InferenceRequest): Promise<InferenceReply> {
  try {
    return { id, data, outputs: await session.run({ [input]: { data, shape } }) };
  } catch (error) {
    return { id, data, error: error instanceof Error ? error.message : String(error) };
  }
}
