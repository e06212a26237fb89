/**
 * The ceiling of bench/ceiling.js, in a process of its own: photos of a folder decoded and classified in a loop, nothing
 * else. Prints JSON: { photosPerSecond, cpuMsPerPhoto }.
 * By hand: node bench/decode-and-infer.js MODEL_FOLDER PHOTO_FOLDER [at once]
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLocalClassifier } from '../dist/classifier/local.js';
import { readModelFolder } from '../dist/classifier/model-folder.js';
import { onnxBackend } from '../dist/classifier/onnx-backend.js';
import { parseConfig } from '../dist/config/config.js';
import { preparePhoto } from '../dist/photo/decode.js';

const [model, folder, atOnce = '64'] = process.argv.slice(2);
const { photo: limits, worker } = parseConfig(process.env);
const names = await readdir(folder);
const photos = await Promise.all(names.map((name) => readFile(join(folder, name))));
const classifier = await createLocalClassifier(await readModelFolder(model, [onnxBackend]), {
  threads: worker.inferenceThreads,
});

const look = async (bytes) => classifier.classify([await preparePhoto(bytes, classifier.input, limits)]);
const lookAtAll = async (some) => {
  const rest = some[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: Number(atOnce) }, async () => {
      for (const bytes of rest) await look(bytes);
    }),
  );
};
await lookAtAll(photos.slice(0, Math.ceil(photos.length / 4)));
const startedAt = performance.now();
const cpu = process.cpuUsage();
await lookAtAll(photos);
const ms = performance.now() - startedAt;
const { user, system } = process.cpuUsage(cpu);
await classifier.close();
process.stdout.write(
  `${JSON.stringify({
    photosPerSecond: (photos.length / ms) * 1000,
    cpuMsPerPhoto: (user + system) / 1000 / photos.length,
  })}\n`,
);
