/**
 * A process that decodes and classifies the photos of a folder in a loop and does nothing else: the ceiling of
 * bench/ceiling.ts, and ours in bench/against.ts. Prints { photosPerSecond, cpuMsPerPhoto } as JSON.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLocalClassifier } from '#dist/classifier/local.js';
import { parseConfig } from '#dist/config/config.js';
import { preparePhoto } from '#dist/photo/decode.js';
import { number, readArguments } from './arguments.js';
import { readLocalModel } from './local-model.js';
import { cpuMs, timed } from './statistics.js';

const {
  operands: [model, folder],
  flags,
} = readArguments({
  about: 'Decodes and classifies the photos of a folder in a loop. Prints JSON.',
  operands: ['MODEL_FOLDER', 'PHOTO_FOLDER'],
  flags: { atOnce: number('photos at the same time', 64) },
});
const { photo: limits, worker } = parseConfig(process.env);
const names = await readdir(folder);
const photos = await Promise.all(names.map((name) => readFile(join(folder, name))));
const classifier = await createLocalClassifier(await readLocalModel(model), {
  threads: worker.inferenceThreads,
});

async function lookAtAll(some: readonly Buffer[]): Promise<void> {
  const rest = some.values();
  await Promise.all(
    Array.from({ length: flags.atOnce }, async () => {
      for (const bytes of rest)
        await classifier.classify([await preparePhoto(bytes, classifier.input, limits)]);
    }),
  );
}

// The first quarter warms up.
await lookAtAll(photos.slice(0, Math.ceil(photos.length / 4)));
const before = cpuMs();
const { seconds } = await timed(() => lookAtAll(photos));
const cpuMsPerPhoto = (cpuMs() - before) / photos.length;
await classifier.close();
process.stdout.write(`${JSON.stringify({ photosPerSecond: photos.length / seconds, cpuMsPerPhoto })}\n`);
