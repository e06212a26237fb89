/**
 * Fits what the extractor of a packaged backbone needs on photos, and writes it to data/: its projections, without
 * labels, and its locator, with them. With --locator only the latter; with --ranges only the ranges of its values,
 * from which on it is of 8 bits.
 * Only for a new backbone: a new extractor makes all cached embeddings and trained heads worthless.
 * By hand: npm run build && node scripts/fit-extractor.js BACKBONE LABELS_CSV [--locator | --ranges]
 */
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { encodeLocator, readBackbone, readProjections } from '../dist/backbone/backbone.js';
import { encodeProjections } from '../dist/backbone/projection.js';
import { parseConfig } from '../dist/config/config.js';
import { readDataset } from '../dist/learning/dataset/dataset.js';
import { fitLocator } from '../dist/learning/extractor/fit-locator.js';
import { fitProjections } from '../dist/learning/extractor/fit-projections.js';
import { fitRanges } from '../dist/learning/extractor/fit-ranges.js';
import { createProgress } from '../dist/progress.js';
import { createRandom } from '../dist/random.js';
import { loadBuiltInTaxonomy } from '../dist/taxonomy/built-in.js';

const photoCount = 2400;
const rangePhotos = 200;

const [name, labels, only] = process.argv.slice(2);
const { home, photo: limits } = parseConfig(process.env);
const dependencies = { home, threads: availableParallelism(), limits, progress: createProgress() };
const dataset = await readDataset(labels, await loadBuiltInTaxonomy());
const training = dataset.photos.filter((photo) => photo.split === 'train');
const chosen = createRandom('projection').shuffle(training).slice(0, photoCount);
const files = chosen.map((photo) => photo.file);
const backbone = readBackbone(name, { quantised: only !== '--ranges' });
const place = (part) => new URL(`../data/${name}.${part}`, import.meta.url);

const made = only === '--ranges' ? place('ranges.json') : place('locator');
if (only === '--ranges') {
  const ranges = await fitRanges(backbone, files.slice(0, rangePhotos), dependencies);
  await writeFile(made, `${JSON.stringify(ranges, null, 1)}\n`);
} else {
  if (only !== '--locator') {
    await writeFile(
      place('projections'),
      encodeProjections(await fitProjections(backbone, files, dependencies)),
    );
  }
  const locator = await fitLocator(backbone, readProjections(name), chosen, dependencies);
  await writeFile(made, encodeLocator(locator));
}
process.stdout.write(`${made.pathname}\n`);
