import { readGraph } from '../onnx/read.js';
import type { Session } from '../onnx/session.js';
import { createProgram } from './program.js';
import { openRuntime } from './runtime.js';

/** TensorFlow.js in this thread; see openRuntime for what it runs on. */
export async function createTensorflowSession(model: Uint8Array): Promise<Session> {
  const graph = readGraph(model);
  const runtime = await openRuntime();
  const program = createProgram(graph);
  return {
    runtime,
    run: async (feeds) => program.run(feeds),
    close: async () => program.dispose(),
  };
}
