import { copyFile, mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseConfig } from '#dist/config/config.js';
import { readDataset } from '#dist/learning/dataset/read-dataset.js';
import { trainModel } from '#dist/learning/train.js';
import { createProgress } from '#dist/progress.js';
import { loadBuiltInTaxonomy } from '#dist/taxonomy/built-in.js';
import { readArguments } from '../bench/rig/arguments.js';

const {
  operands: [labels],
} = readArguments({
  about: `
Trains the reference model on the training photos of a dataset, and puts its heads and calibration into data/reference;
its backbone comes with the program. The figures of data/reference/README.md are those of "evaluate".`,
  operands: ['DATASET'],
});

const { home, photo: limits } = parseConfig(process.env);
const dataset = await readDataset(labels, await loadBuiltInTaxonomy());
const dependencies = { home, limits, threads: availableParallelism(), progress: createProgress() };
const { folder } = await trainModel(dataset, { name: 'reference' }, dependencies);
// From build/scripts/.
const target = new URL('../../data/reference/', import.meta.url);
await mkdir(target, { recursive: true });
for (const file of ['model.json', 'head.onnx']) await copyFile(`${folder}/${file}`, new URL(file, target));
process.stdout.write(`${target.pathname}\n`);
