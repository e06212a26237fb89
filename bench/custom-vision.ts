import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { backends } from '#dist/backends.js';
import { createLocalClassifier } from '#dist/classifier/local.js';
import { readModelFolder } from '#dist/classifier/model-folder.js';
import { parseConfig } from '#dist/config/config.js';
import type { RemoteModel } from '#dist/custom-vision/client/description.js';
import { preparePhoto } from '#dist/photo/decode.js';
import { number, readArguments, text } from './rig/arguments.js';
import { type CountingProxy, startCountingProxy } from './rig/counting-proxy.js';
import { type CustomVisionPhotos, chooseRealPhotos, drawPhotos } from './rig/custom-vision-photos.js';
import { readLocalModel } from './rig/local-model.js';
import { servePhotos } from './rig/photo-host.js';
import { kill, openScratchProgram, until } from './rig/scratch-program.js';
import { printReport, round, timed } from './rig/statistics.js';

const { flags } = readArguments({
  about: `
Custom Vision's protocol end to end, through the public commands: "serve", then "train --engine custom-vision" against
it, then a worker that drains listings at the configured rate while the server is killed with -9 and started again; then
an export, which is imported and compared with the published iteration. A counting proxy between worker and server
tells whether a call that was answered was made again. Prints JSON.`,
  flags: {
    labels: text('dataset; without it photos are drawn'),
    training: number('photos to train on', 600),
    listings: number('listings to drain', 500),
    rate: number('calls a second', 60),
    compared: number('photos to compare the export on', 200),
  },
});

const scratch = await openScratchProgram(undefined);
const { home, environment, database, command } = scratch;
const closing: (() => void)[] = [];
try {
  await once(scratch.start('migrate'), 'exit');
  const prepared = flags.labels
    ? await chooseRealPhotos(home, flags.labels, flags)
    : await drawPhotos(home, flags.listings);
  const trainingKey = await createKey('training');
  const predictionKey = await createKey('prediction');
  let serve = await scratch.serve('--tier', 'unlimited');
  const proxy = await startCountingProxy(() => serve.url);
  closing.push(proxy.close);
  Object.assign(environment, {
    CUSTOM_VISION_TRAINING_KEY: trainingKey,
    CUSTOM_VISION_PREDICTION_KEY: predictionKey,
    CUSTOM_VISION_ENDPOINT: `http://${proxy.name}`,
    CUSTOM_VISION_PREDICTION_RESOURCE_ID: 'bench',
    CUSTOM_VISION_CALLS_PER_SECOND: String(flags.rate),
    CUSTOM_VISION_TRAINING_CALLS_PER_SECOND: '1000',
  });
  printReport({
    training: await train(prepared),
    drain: await drain(prepared, proxy, async () => {
      await kill(serve.process);
      await sleep(1500);
      serve = await scratch.serve('--tier', 'unlimited');
    }),
    export: await compareExport(prepared.photos.slice(0, flags.compared), proxy, predictionKey),
  });
} finally {
  await scratch.close();
  for (const close of closing) close();
}

async function createKey(role: string): Promise<string> {
  return (await command<{ key: string }>('tokens', 'create', role, '--role', role)).key;
}

async function train({ dataset }: CustomVisionPhotos) {
  const { result, seconds } = await timed(() =>
    command<{ training: { photos: number; steps: unknown } }>(
      'train',
      dataset,
      ...['--name', 'cv', '--engine', 'custom-vision'],
    ),
  );
  const { photos, steps } = result.training;
  return { photos, seconds: round(seconds, 1), steps };
}

/** Drains a listing for each photo, and has the server killed and started again in the middle. */
async function drain({ photos }: CustomVisionPhotos, proxy: CountingProxy, restart: () => Promise<void>) {
  const host = await servePhotos((index) => photos[index]?.());
  closing.push(host.close);
  environment.PHOTO_ALLOW_HOSTS = host.name;
  const lines = photos.map((_, i) => {
    const photo_urls = [`http://${host.name}/${i}.jpg`];
    return JSON.stringify({ external_id: `photo-${i}`, title: 'Guitar', finish: '', photo_urls });
  });
  const file = join(home, 'listings.jsonl');
  await writeFile(file, lines.join('\n'));
  await command('import', file);
  await command('backfill');
  proxy.answered.length = 0;
  const { result: worker, seconds } = await timed(async () => {
    const draining = command('worker', '--drain');
    await until(async () => proxy.answered.length >= photos.length / 2);
    await restart();
    return draining;
  });

  const calls = new Map<string, number>();
  for (const call of proxy.answered) calls.set(call, (calls.get(call) ?? 0) + 1);
  const { rows } = await database.query<{ one: number; listings: number; open: number }>(
    `SELECT count(*) FILTER (WHERE pending = 1)::int AS one, count(*)::int AS listings,
            (SELECT count(*)::int FROM honeyburst.enrichment WHERE state IN ('pending', 'dispatched')) AS open
       FROM (SELECT l.id, count(s.id) AS pending FROM honeyburst.listing l
               LEFT JOIN honeyburst.suggestion s ON s.listing_id = l.id AND s.status = 'pending' GROUP BY l.id) x`,
  );
  const { one, listings, open } = rows[0]!;
  return {
    listings,
    withExactlyOnePending: one,
    openRows: open,
    worker,
    seconds: round(seconds, 1),
    answeredCalls: proxy.answered.length,
    answeredTwice: [...calls.values()].filter((count) => count > 1).length,
    rate: flags.rate,
    mostSentInOneSecond: mostInOneSecond(proxy.sent),
    killedWith: { unanswered: proxy.broken() },
  };
}

/** The exported family project, imported as a model of its own, against the published iteration. */
async function compareExport(photos: CustomVisionPhotos['photos'], proxy: CountingProxy, key: string) {
  const to = join(home, 'exported');
  await command('models', 'export', 'cv', '--to', to, '--platform', 'onnx');
  await command('models', 'import', join(to, 'family.zip'), '--name', 'cv-family');
  const model = await readModelFolder(join(home, 'models', 'cv'), backends);
  const { at } = (model as RemoteModel).description.customVision.root;
  if (!('projectId' in at)) throw new Error('The trained model names no project.');
  const iteration = `${at.projectId}/classify/iterations/${at.publishedName}`;
  const url = `http://${proxy.name}/customvision/v3.1/prediction/${iteration}/image/nostore`;
  const headers = { 'prediction-key': key, 'content-type': 'application/octet-stream' };
  const local = await readLocalModel(join(home, 'models', 'cv-family'));
  const classifier = await createLocalClassifier(local, { threads: 1 });
  const { photo: limits } = parseConfig({});
  let [same, largest] = [0, 0];
  for (const load of photos) {
    const bytes = await load();
    const response = await fetch(url, { method: 'POST', headers, body: new Uint8Array(bytes) });
    const { predictions }: { predictions: { tagName: string; probability: number }[] } = JSON.parse(
      await response.text(),
    );
    const [scores] = await classifier.classify([await preparePhoto(bytes, classifier.input, limits)]);
    const { coarse } = scores!;
    const top = classifier.labels.coarse[coarse.indexOf(Math.max(...coarse))];
    if (top === predictions[0]!.tagName) same++;
    for (const { tagName, probability } of predictions) {
      const ours = coarse[classifier.labels.coarse.indexOf(tagName)]!;
      largest = Math.max(largest, Math.abs(probability - ours));
    }
  }
  await classifier.close();
  return { photos: photos.length, sameTopAnswer: same, largestDifference: largest };
}

function mostInOneSecond(times: readonly number[]): number {
  let [from, most] = [0, 0];
  for (const [to, time] of times.entries()) {
    while (time - times[from]! >= 1000) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
