/**
 * Fits the fixed projections of a packaged backbone on photos, without their labels, and writes them to data/.
 * Only for a new backbone: new projections make all cached embeddings and trained heads worthless.
 * By hand: npm run build && node scripts/fit-projections.js BACKBONE LABELS_CSV
 */
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { readBackbone } from '../dist/backbone/backbone.js';
import { encodeProjections } from '../dist/backbone/projection.js';
import { parseConfig } from '../dist/config.js';
import { createProgress } from '../dist/progress.js';
import { createRandom } from '../dist/random.js';
import { loadBuiltInTaxonomy } from '../dist/taxonomy/built-in.js';
import { readDataset } from '../dist/training/dataset.js';
import { fitProjections } from '../dist/training/fit-projections.js';

const photoCount = 2400;

const [backbone, labels] = process.argv.slice(2);
const dataset = await readDataset(labels, (await loadBuiltInTaxonomy()).finishes);
const training = dataset.photos.filter((photo) => photo.split === 'train').map((photo) => photo.file);
const chosen = createRandom('projection').shuffle(training).slice(0, photoCount);
const projections = await fitProjections(readBackbone(backbone), chosen, {
  threads: availableParallelism(),
  limits: parseConfig({}).photo,
  progress: createProgress(),
});
const file = new URL(`../data/${backbone}.projections`, import.meta.url);
await writeFile(file, encodeProjections(projections));
process.stdout.write(`${file.pathname}\n`);
