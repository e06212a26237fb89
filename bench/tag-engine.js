/**
 * Trains tags on photos of a dataset and scores photos with two models, as a family and a finish project do, and prints
 * seconds and milliseconds as JSON. Embeddings are not taken from an earlier run.
 * By hand: npm run build && node bench/tag-engine.js LABELS_CSV [threads]
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '../dist/config/config.js';
import { createTagEngine } from '../dist/custom-vision/tags/tag-engine.js';
import { readDataset } from '../dist/learning/dataset/dataset.js';
import { createLog } from '../dist/log.js';
import { loadBuiltInTaxonomy } from '../dist/taxonomy/built-in.js';

const [labels, threads = '2'] = process.argv.slice(2);
const home = await mkdtemp(join(tmpdir(), 'honeyburst-bench-'));
const { photo: limits } = parseConfig({});
const engine = createTagEngine({ home, threads: Number(threads), limits, log: createLog('info') });
const { photos } = await readDataset(labels, await loadBuiltInTaxonomy());
const sure = photos.filter(({ confidence, split }) => confidence === 'high' && split !== 'test');

/** As many of the commonest labels as asked for, and of each as many photos. */
async function choose(label, tags, perTag) {
  const byLabel = new Map();
  for (const photo of sure) {
    if (photo[label]) byLabel.set(photo[label], [...(byLabel.get(photo[label]) ?? []), photo]);
  }
  const chosen = [...byLabel.values()].sort((a, b) => b.length - a.length).slice(0, tags);
  const images = chosen.flatMap((group, tag) =>
    group.slice(0, perTag).map(async ({ file }) => {
      const bytes = await readFile(file);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return { sha256, tags: [tag], load: async () => bytes };
    }),
  );
  return Promise.all(images);
}

async function train(label, tags, perTag, type) {
  const images = await choose(label, tags, perTag);
  const options = { tags: Array.from({ length: tags }, (_, tag) => `tag ${tag}`), type };
  const { head, heldBack, seconds } = await engine.train(images, options);
  const right = heldBack.filter(
    ({ probabilities }, row) => probabilities.indexOf(Math.max(...probabilities)) === images[row].tags[0],
  ).length;
  const result = {
    label,
    tags,
    photos: images.length,
    type,
    seconds: Math.round(seconds * 100) / 100,
    again: Math.round((await engine.train(images, options)).seconds * 100) / 100,
    heldBackAccuracy: right / images.length,
    headBytes: head.length,
  };
  return { head, result };
}

const trained = [
  await train('family', 2, 5, 'Multiclass'),
  await train('family', 2, 5, 'Multilabel'),
  await train('family', 3, 20, 'Multiclass'),
  await train('finish', 15, 40, 'Multiclass'),
  await train('finish', 15, 40, 'Multilabel'),
];
const models = [2, 3].map((index) => ({ id: `${index}`, load: async () => trained[index].head }));
const ms = [[], []];
for (const { file } of sure.slice(-100)) {
  const photo = await readFile(file);
  for (const [tier, model] of models.entries()) {
    const startedAt = performance.now();
    await engine.score(model, photo);
    ms[tier].push(performance.now() - startedAt);
  }
}
const many = await Promise.all(sure.slice(-300, -100).map(({ file }) => readFile(file)));
const startedAt = performance.now();
await Promise.all(many.map((photo) => engine.score(models[0], photo)));
const photosPerSecond = many.length / ((performance.now() - startedAt) / 1000);

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const report = {
  threads: Number(threads),
  training: trained.map(({ result }) => result),
  score: {
    firstMs: ms[0][0],
    msFirstTier: median(ms[0]),
    msSecondTier: median(ms[1]),
    photosPerSecond,
  },
};
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
await engine.close();
await rm(home, { recursive: true });
