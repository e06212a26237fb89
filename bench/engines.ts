import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { indexOfHighest } from '#dist/classifier/answer.js';
import type { Classifier, PhotoScores } from '#dist/classifier/classifier.js';
import type { Tier } from '#dist/classifier/label-tree.js';
import { createLocalClassifier } from '#dist/classifier/local.js';
import { parseConfig } from '#dist/config/config.js';
import { type EngineName, engineNames } from '#dist/config/worker.js';
import { createLog } from '#dist/log.js';
import { preparePhoto } from '#dist/photo/decode.js';
import { number, readArguments } from './rig/arguments.js';
import { readLocalModel } from './rig/local-model.js';
import { median, printReport } from './rig/statistics.js';

const {
  operands: [folder, photoFolder],
  flags,
} = readArguments({
  about: `
Runs one model on both engines, side by side on one thread each. Prints milliseconds per photo at batch 8, and how far
the answers differ, as JSON.`,
  operands: ['MODEL_FOLDER', 'PHOTO_FOLDER'],
  flags: { photos: number('photos of the folder', 104) },
});

interface Contestant {
  engine: EngineName;
  classifier: Classifier;
  loadMs: number;
  /** Per photo, of each batch. */
  ms: number[];
  scores: PhotoScores[];
}

const batchSize = 8;
const model = await readLocalModel(folder);
const { photo: limits } = parseConfig({});
const onnx = await load('onnx');
const tensorflow = await load('tensorflow');
const names = (await readdir(photoFolder)).sort().slice(0, flags.photos);
const photos = await Promise.all(
  names.map(async (name) =>
    preparePhoto(await readFile(join(photoFolder, name)), onnx.classifier.input, limits),
  ),
);
const turns = [onnx, tensorflow];
for (const { classifier } of turns) await classifier.classify(photos.slice(0, batchSize));
for (let from = 0; from < photos.length; from += batchSize) {
  const batch = photos.slice(from, from + batchSize);
  // In turns, so that whatever else the machine does slows down both alike.
  for (const { classifier, ms, scores } of turns.reverse()) {
    const startedAt = performance.now();
    scores.push(...(await classifier.classify(batch)));
    ms.push((performance.now() - startedAt) / batch.length);
  }
}

const numbers = ({ coarse, fine, bodyShare }: PhotoScores) => [...coarse, ...fine, bodyShare];
const differences = photos.map((_, photo) => {
  const others = numbers(tensorflow.scores[photo]!);
  return Math.max(...numbers(onnx.scores[photo]!).map((value, i) => Math.abs(value - others[i]!)));
});
const sameShare = (tier: Tier) => {
  const best = ({ scores }: Contestant, photo: number) => indexOfHighest(scores[photo]![tier]);
  return photos.filter((_, photo) => best(onnx, photo) === best(tensorflow, photo)).length / photos.length;
};
const least = (values: readonly number[]) => Math.min(...values);
printReport({
  photos: photos.length,
  engines: engineNames.map((name) => {
    const { engine, loadMs, ms } = name === 'onnx' ? onnx : tensorflow;
    return { engine, loadMs: Math.round(loadMs), msPerPhoto: { median: median(ms), least: least(ms) } };
  }),
  ratio: {
    median: median(tensorflow.ms) / median(onnx.ms),
    least: least(tensorflow.ms) / least(onnx.ms),
  },
  difference: { largest: Math.max(...differences), median: median(differences) },
  same: { family: sameShare('coarse'), finish: sameShare('fine') },
});
for (const { classifier } of turns) await classifier.close();

async function load(engine: EngineName): Promise<Contestant> {
  const startedAt = performance.now();
  const classifier = await createLocalClassifier(model, { engine, threads: 1, log: createLog('info') });
  return { engine, classifier, loadMs: performance.now() - startedAt, ms: [], scores: [] };
}
