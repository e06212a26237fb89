import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as core from '@tensorflow/tfjs-core';
import sharp, { type Sharp } from 'sharp';
import { readPackagedFiles } from '#dist/backbone/registry-package.js';
import { readArguments } from '../rig/arguments.js';
import { timeFiles } from '../rig/time-files.js';

const {
  operands: [folder],
} = readArguments({
  about: `
What one would write with TensorFlow.js: one photo after the other, decoded and put through the backbone twice (the
whole photo and its middle), because ours looks twice too; heads cost nothing here. It computes with libtensorflow where
that loads, otherwise with WebAssembly. Prints JSON.`,
  operands: ['PHOTO_FOLDER'],
});

// By a variable, because the package is optional and may not be installed where this is compiled.
const optional = '@tensorflow/tfjs-node';
const native = await import(optional).catch(() => undefined);
const tf: typeof core = native?.default ?? core;
if (!native) {
  const wasm = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  setWasmPaths(`${join(dirname(wasm), 'dist')}${sep}`);
  await tf.setBackend('wasm');
}
await tf.ready();
const { json, shards } = readPackagedFiles('mobilenet_v2_mid');
const model = await loadGraphModel({
  load: async () => ({
    modelTopology: json.modelTopology,
    weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights) as core.io.WeightsManifestEntry[],
    weightData: new Uint8Array(shards).buffer,
  }),
});

async function embed(photo: Sharp): Promise<void> {
  const pixels = await photo.removeAlpha().raw().toBuffer();
  const features = tf.tidy(() =>
    model.predict(tf.div(tf.tensor4d(Float32Array.from(pixels), [1, 224, 224, 3]), 255)),
  );
  if (!(features instanceof tf.Tensor)) throw new Error('The backbone has more than one output.');
  await features.data();
  features.dispose();
}

await timeFiles(
  folder,
  async (file) => {
    const bytes = await readFile(file);
    await embed(sharp(bytes).resize(224, 224, { fit: 'contain', background: '#fff' }));
    await embed(sharp(bytes).resize(224, 224, { fit: 'cover' }));
  },
  { backend: native ? 'libtensorflow' : 'WebAssembly' },
);
