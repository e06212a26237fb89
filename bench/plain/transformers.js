/**
 * What one would write with transformers.js: its image feature pipeline on the backbone, twice for each photo (the whole
 * photo and the middle of it), as ours looks twice; heads cost nothing here. Prints JSON.
 * By hand: npm install --no-save @huggingface/transformers, then node bench/plain/transformers.js PHOTO_FOLDER MODEL_FOLDER
 */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { env, pipeline, RawImage } from '@huggingface/transformers';

const [folder, model] = process.argv.slice(2);
env.allowRemoteModels = false;
env.localModelPath = dirname(resolve(model));
const extract = await pipeline('image-feature-extraction', basename(model), {
  device: 'cpu',
  dtype: 'fp32',
});
const look = async (file) => {
  const photo = await RawImage.read(file);
  await extract(photo);
  const side = Math.min(photo.width, photo.height);
  await extract(await photo.center_crop(side, side));
};

const files = (await readdir(folder)).map((name) => join(resolve(folder), name));
for (const file of files.slice(0, 8)) await look(file);
const startedAt = performance.now();
for (const file of files) await look(file);
const photosPerSecond = (files.length / (performance.now() - startedAt)) * 1000;
process.stdout.write(`${JSON.stringify({ photosPerSecond })}\n`);
