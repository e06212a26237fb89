import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseConfig } from '#dist/config/config.js';
import { createTagEngine } from '#dist/custom-vision/tags/tag-engine.js';
import type { TagsType } from '#dist/custom-vision/tags/tagged-image.js';
import type { LabelledPhoto } from '#dist/learning/dataset/dataset.js';
import { createLog } from '#dist/log.js';
import { number, readArguments } from './rig/arguments.js';
import { readPhotos } from './rig/dataset-photos.js';
import { createScratchHome } from './rig/scratch-home.js';
import { median, printReport, round, timed } from './rig/statistics.js';

const {
  operands: [dataset],
  flags: { threads },
} = readArguments({
  about: `
Trains tags on photos of a dataset, and scores photos with two models, as a family and a finish project do. Prints
seconds and milliseconds as JSON. Embeddings are not taken from an earlier run.`,
  operands: ['DATASET'],
  flags: { threads: number('threads of the engine', 2) },
});

type Tier = 'family' | 'finish';

const { home, remove } = await createScratchHome();
const { photo: limits } = parseConfig({});
const engine = createTagEngine({ home, threads, limits, log: createLog('info') });
const sure = (await readPhotos(dataset)).filter(
  ({ confidence, split }) => confidence === 'high' && split !== 'test',
);

const first = await train('family', 3, 20, 'Multiclass');
const second = await train('finish', 15, 40, 'Multiclass');
const training = [
  (await train('family', 2, 5, 'Multiclass')).result,
  (await train('family', 2, 5, 'Multilabel')).result,
  first.result,
  second.result,
  (await train('finish', 15, 40, 'Multilabel')).result,
];
const models = [first, second].map(({ head }, index) => ({ id: `${index}`, load: async () => head }));
const ms: number[][] = [[], []];
for (const { file } of sure.slice(-100)) {
  const photo = await readFile(file);
  for (const [tier, model] of models.entries())
    ms[tier]!.push((await timed(() => engine.score(model, photo))).seconds * 1000);
}
const many = await Promise.all(sure.slice(-300, -100).map(({ file }) => readFile(file)));
const { seconds } = await timed(() => Promise.all(many.map((photo) => engine.score(models[0]!, photo))));
printReport({
  threads,
  training,
  score: {
    firstMs: ms[0]![0],
    msFirstTier: median(ms[0]!),
    msSecondTier: median(ms[1]!),
    photosPerSecond: many.length / seconds,
  },
});
await engine.close();
await remove();

async function train(tier: Tier, tags: number, perTag: number, type: TagsType) {
  const images = await choose(tier, tags, perTag);
  const options = { tags: Array.from({ length: tags }, (_, tag) => `tag ${tag}`), type };
  const { head, heldBack, seconds } = await engine.train(images, options);
  const again = await engine.train(images, options);
  const right = heldBack.filter(
    ({ probabilities }, row) => probabilities.indexOf(Math.max(...probabilities)) === images[row]!.tags[0],
  ).length;
  const result = {
    label: tier,
    tags,
    photos: images.length,
    type,
    seconds: round(seconds, 2),
    again: round(again.seconds, 2),
    heldBackAccuracy: right / images.length,
    headBytes: head.length,
  };
  return { head, result };
}

/** As many of the commonest labels as asked for, and as many photos of each. */
async function choose(tier: Tier, tags: number, perTag: number) {
  const byLabel = new Map<string, LabelledPhoto[]>();
  for (const photo of sure) {
    const label = photo[tier];
    if (label) byLabel.set(label, [...(byLabel.get(label) ?? []), photo]);
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
