/**
 * Runs one model on both engines, side by side on one thread each, and prints milliseconds per photo at batch 8 and
 * how far their answers differ, as JSON. By hand: npm run build && node bench/engines.js MODEL_FOLDER PHOTO_FOLDER [photos]
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { indexOfHighest } from '../dist/classifier/answer.js';
import { createLocalClassifier } from '../dist/classifier/local.js';
import { readModelFolder } from '../dist/classifier/model-folder.js';
import { onnxBackend } from '../dist/classifier/onnx-backend.js';
import { parseConfig } from '../dist/config/config.js';
import { engineNames } from '../dist/config/worker.js';
import { createLog } from '../dist/log.js';
import { preparePhoto } from '../dist/photo/decode.js';

const batchSize = 8;
const [folder, photoFolder, count = '104'] = process.argv.slice(2);
const model = await readModelFolder(folder, [onnxBackend]);
const { photo: limits } = parseConfig({});
const engines = [];
for (const engine of engineNames) {
  const startedAt = performance.now();
  const classifier = await createLocalClassifier(model, { engine, threads: 1, log: createLog('info') });
  engines.push({ engine, classifier, loadMs: performance.now() - startedAt, ms: [], scores: [] });
}

const names = (await readdir(photoFolder)).sort().slice(0, Number(count));
const photos = await Promise.all(
  names.map(async (name) =>
    preparePhoto(await readFile(join(photoFolder, name)), engines[0].classifier.input, limits),
  ),
);
for (const { classifier } of engines) await classifier.classify(photos.slice(0, batchSize));
for (let from = 0; from < photos.length; from += batchSize) {
  const batch = photos.slice(from, from + batchSize);
  // In turns, so that whatever else the machine does weighs on both alike.
  engines.reverse();
  for (const { classifier, ms, scores } of engines) {
    const startedAt = performance.now();
    scores.push(...(await classifier.classify(batch)));
    ms.push((performance.now() - startedAt) / batch.length);
  }
}
engines.sort((a, b) => engineNames.indexOf(a.engine) - engineNames.indexOf(b.engine));

const [first, second] = engines;
const numbers = ({ coarse, fine, bodyShare }) => [...coarse, ...fine, bodyShare];
const differences = photos.map((_, photo) => {
  const others = numbers(second.scores[photo]);
  return Math.max(...numbers(first.scores[photo]).map((value, i) => Math.abs(value - others[i])));
});
const sameShare = (tier) =>
  photos.filter(
    (_, photo) => indexOfHighest(first.scores[photo][tier]) === indexOfHighest(second.scores[photo][tier]),
  ).length / photos.length;
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const report = {
  photos: photos.length,
  engines: engines.map(({ engine, loadMs, ms }) => ({
    engine,
    loadMs: Math.round(loadMs),
    msPerPhoto: { median: median(ms), least: Math.min(...ms) },
  })),
  ratio: {
    median: median(second.ms) / median(first.ms),
    least: Math.min(...second.ms) / Math.min(...first.ms),
  },
  difference: { largest: Math.max(...differences), median: median(differences) },
  same: { family: sameShare('coarse'), finish: sameShare('fine') },
};
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
for (const { classifier } of engines) await classifier.close();
