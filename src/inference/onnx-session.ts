import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Feed, Outputs, Session } from '../onnx/session.js';

/** ONNX Runtime on the CPU; `threads` absent: one for each core. */
export async function createOnnxSession(model: Uint8Array, threads?: number): Promise<Session> {
  const session = await InferenceSession.create(model, {
    ...(threads === undefined ? {} : { intraOpNumThreads: threads, interOpNumThreads: threads }),
    logSeverityLevel: 3,
  });
  return {
    runtime: 'ONNX Runtime',
    async run(feeds) {
      const tensors = Object.entries(feeds).map(([name, feed]) => [name, toTensor(feed)] as const);
      const results = await session.run(Object.fromEntries(tensors));
      return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data])) as Outputs;
    },
    close: () => session.release(),
  };
}

function toTensor({ data, shape }: Feed): Tensor {
  if (data instanceof Float32Array) return new Tensor('float32', data, shape);
  return data instanceof Int8Array ? new Tensor('int8', data, shape) : new Tensor('uint8', data, shape);
}
