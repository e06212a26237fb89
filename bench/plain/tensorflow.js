/**
 * What one would write with TensorFlow.js: one photo after the other, decoded and put through the backbone twice (the
 * whole photo and the middle of it), as ours looks twice; heads cost nothing here. libtensorflow where it loads, else
 * WebAssembly. Prints JSON. By hand: node bench/plain/tensorflow.js PHOTO_FOLDER
 */
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as core from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { readPackagedFiles } from '../../dist/backbone/registry-package.js';

const native = await import('@tensorflow/tfjs-node').catch(() => undefined);
const tf = native?.default ?? core;
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
    weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights),
    weightData: new Uint8Array(shards).buffer,
  }),
});

const embed = async (photo) => {
  const pixels = await photo.removeAlpha().raw().toBuffer();
  const features = tf.tidy(() =>
    model.predict(tf.div(tf.tensor4d(Float32Array.from(pixels), [1, 224, 224, 3]), 255)),
  );
  await features.data();
  features.dispose();
};
const look = async (file) => {
  const bytes = await readFile(file);
  await embed(sharp(bytes).resize(224, 224, { fit: 'contain', background: '#fff' }));
  await embed(sharp(bytes).resize(224, 224, { fit: 'cover' }));
};

const folder = process.argv[2];
const files = (await readdir(folder)).map((name) => join(folder, name));
for (const file of files.slice(0, 8)) await look(file);
const startedAt = performance.now();
for (const file of files) await look(file);
const photosPerSecond = (files.length / (performance.now() - startedAt)) * 1000;
process.stdout.write(
  `${JSON.stringify({ photosPerSecond, backend: native ? 'libtensorflow' : 'WebAssembly' })}\n`,
);
