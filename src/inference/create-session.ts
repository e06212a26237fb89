import type { EngineName } from '../config/worker.js';
import type { Session } from '../onnx/session.js';

export interface SessionOptions {
  engine: EngineName;
  /** Threads that ONNX Runtime computes with; absent: one for each core. TensorFlow.js decides for itself. */
  threads?: number;
}

/**
 * A session of an ONNX model on an engine; only the engine that is asked for is loaded. `run` blocks its
 * thread. Throws what the engine throws where it cannot load the model.
 */
export async function createSession(
  model: Uint8Array,
  { engine, threads }: SessionOptions,
): Promise<Session> {
  if (engine === 'onnx') return (await import('./onnx-session.js')).createOnnxSession(model, threads);
  return (await import('../tensorflow/session.js')).createTensorflowSession(model);
}
