import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '#dist/config/config.js';
import { readDataset } from '#dist/learning/dataset/read-dataset.js';
import { trainModel } from '#dist/learning/train.js';
import { createProgress } from '#dist/progress.js';
import { loadBuiltInTaxonomy } from '#dist/taxonomy/built-in.js';
import { readArguments } from '../bench/rig/arguments.js';
import { referenceRows } from '../bench/rig/reference-rows.js';

const {
  operands: [folder],
} = readArguments({
  about: `
Trains the reference model on all labelled sets of a folder (guitars, shops, singles, eye, listings, negatives), and puts
its heads and calibration into data/reference; its backbone comes with the program. The same sets give the same bytes,
but for date and durations.`,
  operands: ['FOLDER'],
});

const { home, photo: limits } = parseConfig(process.env);
const scratch = await mkdtemp(join(tmpdir(), 'honeyburst-reference-'));
const rows = join(scratch, 'rows.csv');
await writeFile(rows, await referenceRows(folder));
const taxonomy = await loadBuiltInTaxonomy();
const dataset = await readDataset(rows, taxonomy, folder);
const dependencies = { home, limits, threads: availableParallelism(), progress: createProgress(), taxonomy };
const { folder: trained } = await trainModel(dataset, { name: 'reference', lights: 2 }, dependencies);
await rm(scratch, { recursive: true });
// From build/scripts/.
const target = new URL('../../data/reference/', import.meta.url);
await mkdir(target, { recursive: true });
for (const file of ['model.json', 'head.onnx']) await copyFile(join(trained, file), new URL(file, target));
process.stdout.write(`${target.pathname}\n`);
