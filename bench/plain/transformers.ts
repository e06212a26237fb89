import { basename, dirname, resolve } from 'node:path';
import { readArguments } from '../rig/arguments.js';
import { timeFiles } from '../rig/time-files.js';

const {
  operands: [folder, model],
} = readArguments({
  about: `
What one would write with transformers.js: its image feature pipeline on the backbone, twice for each photo (the whole
photo and its middle), because ours looks twice too; heads cost nothing here. Prints JSON. Needs npm install --no-save
@huggingface/transformers.`,
  operands: ['PHOTO_FOLDER', 'MODEL_FOLDER'],
});

// By a variable, because the package is not installed where this is compiled.
const packageName = '@huggingface/transformers';
const { env, pipeline, RawImage } = await import(packageName);
env.allowRemoteModels = false;
env.localModelPath = dirname(resolve(model));
const extract = await pipeline('image-feature-extraction', basename(model), {
  device: 'cpu',
  dtype: 'fp32',
});
await timeFiles(folder, async (file) => {
  const photo = await RawImage.read(file);
  await extract(photo);
  const side = Math.min(photo.width, photo.height);
  await extract(await photo.center_crop(side, side));
});
