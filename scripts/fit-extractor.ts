import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { encodeLocator, readBackbone, readProjections } from '#dist/backbone/backbone.js';
import { encodeProjections } from '#dist/backbone/projection.js';
import { parseConfig } from '#dist/config/config.js';
import { readDataset } from '#dist/learning/dataset/read-dataset.js';
import { fitLocator } from '#dist/learning/extractor/fit-locator.js';
import { fitProjections } from '#dist/learning/extractor/fit-projections.js';
import { fitRanges } from '#dist/learning/extractor/fit-ranges.js';
import { createProgress } from '#dist/progress.js';
import { createRandom } from '#dist/random.js';
import { loadBuiltInTaxonomy } from '#dist/taxonomy/built-in.js';
import { readArguments, toggle } from '../bench/rig/arguments.js';

const {
  operands: [name, labels],
  flags,
} = readArguments({
  about: `
Fits what the extractor of a packaged backbone needs, on the training photos of a dataset, and writes it to data/: its
projections, without labels, and its locator, with them. Only for a new backbone: a new extractor makes all cached
embeddings and trained heads worthless.`,
  operands: ['BACKBONE', 'DATASET'],
  flags: {
    locator: toggle('fit the locator only'),
    ranges: toggle('fit only the ranges of its values, after which it computes in 8 bits'),
  },
});

const photoCount = 2400;
const rangePhotos = 200;

const { home, photo: limits } = parseConfig(process.env);
const dependencies = { home, threads: availableParallelism(), limits, progress: createProgress() };
const dataset = await readDataset(labels, await loadBuiltInTaxonomy());
const training = dataset.photos.filter((photo) => photo.split === 'train');
const chosen = createRandom('projection').shuffle(training).slice(0, photoCount);
const files = chosen.map((photo) => photo.file);
const backbone = readBackbone(name, { quantised: !flags.ranges });

if (flags.ranges) {
  const ranges = await fitRanges(backbone, files.slice(0, rangePhotos), dependencies);
  await write('ranges.json', `${JSON.stringify(ranges, null, 1)}\n`);
} else {
  if (!flags.locator) {
    const projections = await fitProjections(backbone, files, dependencies);
    await write('projections', encodeProjections(projections));
  }
  const locator = await fitLocator(backbone, readProjections(name), chosen, dependencies);
  await write('locator', encodeLocator(locator));
}

async function write(part: string, content: string | Uint8Array): Promise<void> {
  // From build/scripts/.
  const place = new URL(`../../data/${name}.${part}`, import.meta.url);
  await writeFile(place, content);
  process.stdout.write(`${place.pathname}\n`);
}
