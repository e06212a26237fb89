import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Makes TensorFlow.js ready in this thread: on libtensorflow if the optional package
 * @tensorflow/tfjs-node works, otherwise on WebAssembly. Returns which, and why.
 */
export async function openRuntime(): Promise<string> {
  const problem = await openNative();
  if (problem === undefined) return 'TensorFlow.js on libtensorflow (@tensorflow/tfjs-node)';
  await openWasm();
  const simd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) ? 'with' : 'without';
  return `TensorFlow.js on WebAssembly ${simd} SIMD, since @tensorflow/tfjs-node does not work here: ${problem}`;
}

/** Returns what is wrong; undefined if it works. */
async function openNative(): Promise<string | undefined> {
  try {
    // Named by a variable, because it is optional and the compiler may not find it.
    const optional = '@tensorflow/tfjs-node';
    // The package registers itself as a backend of tfjs-core.
    await import(optional);
    if (!(await tf.setBackend('tensorflow'))) return 'its backend does not start';
    // On Node 23 and later it loads, but cannot compute: https://github.com/tensorflow/tfjs/issues/8609
    const sum = tf.tidy(() => tf.add(tf.tensor1d([1, 2]), tf.scalar(1)).dataSync());
    return sum[1] === 3 ? undefined : 'it computes wrong results';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')
      return 'it is not installed';
    return (error instanceof Error ? error.message : String(error)).split('\n')[0];
  }
}

async function openWasm(): Promise<void> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  if (tf.getBackend() === 'wasm') return;
  const { resolve } = createRequire(import.meta.url);
  const folder = dirname(resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  setWasmPaths(`${join(folder, 'dist')}${sep}`);
  if (!(await tf.setBackend('wasm')))
    throw new Error('the WebAssembly backend of TensorFlow.js does not start');
}
