import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLocalClassifier } from '#dist/classifier/local.js';
import { parseConfig } from '#dist/config/config.js';
import { preparePhoto } from '#dist/photo/decode.js';
import { number, readArguments, text } from './rig/arguments.js';
import { writePhotoFolder } from './rig/dataset-photos.js';
import { readLocalModel } from './rig/local-model.js';
import { program, referenceModel } from './rig/paths.js';
import { kill, openScratchProgram } from './rig/scratch-program.js';
import { percentiles, printReport, timed } from './rig/statistics.js';

const {
  operands: [dataset],
  flags,
} = readArguments({
  about: `
How long one photo takes through both tiers, decoding included, one at a time: in a process that has the model loaded,
through "POST /v1/classify" of "serve" over loopback, and as the whole command "honeyburst classify" from nothing. Beside
them stand the figures that the 2017 study published. Prints JSON.`,
  operands: ['DATASET'],
  flags: {
    model: text('model folder', referenceModel),
    photos: number('photos to time', 300),
    cold: number('runs of the whole command', 10),
    side: number('enlarge the photos to this many pixels'),
  },
});

const warmUp = 20;
const scratch = await openScratchProgram(undefined);
const { home, environment } = scratch;
try {
  const photos = await writePhotoFolder(join(home, 'photos'), dataset, {
    count: flags.photos + warmUp,
    side: flags.side,
  });
  printReport({
    photos: flags.photos,
    side: flags.side ?? 'as they are',
    milliseconds: { loaded: await loaded(photos), rest: await overRest(photos), coldCommand: await cold() },
    published: {
      'Custom Vision, two calls': '400-800',
      'MobileNet behind REST, loaded once': 'about 400',
      'Inception V3, loaded for each': '5000-7000',
    },
  });
} finally {
  await scratch.close();
}

async function loaded(photos: readonly Buffer[]) {
  const { photo: limits, worker } = parseConfig(environment);
  const threads = worker.inferenceThreads;
  const classifier = await createLocalClassifier(await readLocalModel(flags.model), { threads });
  const times = await timeEach(photos, async (bytes) => {
    await classifier.classify([await preparePhoto(bytes, classifier.input, limits)]);
  });
  await classifier.close();
  return times;
}

async function overRest(photos: readonly Buffer[]) {
  environment.SERVE_RATE_PER_MINUTE = '1000000';
  await scratch.command('models', 'import', flags.model);
  const { key } = await scratch.command<{ key: string }>('tokens', 'create', 'bench', '--role', 'ingest');
  const headers = { authorization: `Bearer ${key}` };
  const { url, process } = await scratch.serve();
  const times = await timeEach(photos, async (bytes) => {
    const body = new FormData();
    body.append('photo', new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), 'photo.jpg');
    const response = await fetch(`${url}/v1/classify`, { method: 'POST', headers, body });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${answer}`);
  });
  await kill(process);
  return times;
}

async function cold() {
  const args = [program, 'classify', join(home, 'photos', '0.jpg'), '--model', flags.model, '--json'];
  const times: number[] = [];
  for (let run = 0; run < flags.cold; run++) {
    const { seconds } = await timed(() => promisify(execFile)(process.execPath, args, { env: environment }));
    times.push(seconds * 1000);
  }
  return percentiles(times);
}

async function timeEach(photos: readonly Buffer[], look: (bytes: Buffer) => Promise<void>) {
  for (const bytes of photos.slice(0, warmUp)) await look(bytes);
  const times: number[] = [];
  for (const bytes of photos.slice(warmUp)) times.push((await timed(() => look(bytes))).seconds * 1000);
  return percentiles(times);
}
