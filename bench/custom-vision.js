/**
 * Custom Vision's protocol end to end, through the public commands, each a process of its own: `serve`, then
 * `train --engine custom-vision` against it, then a worker that drains listings at the configured rate while the
 * server is killed with -9 and started again in the middle; then an export, imported and compared with the published
 * iteration. A counting proxy between worker and server tells whether an answered call was made again. Prints JSON.
 * By hand: npm run build && node bench/custom-vision.js [--labels LABELS_CSV] [--training 600] [--listings 500] [--rate 60]
 * Without --labels photos are drawn.
 */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import pg from 'pg';
import sharp from 'sharp';
import { createLocalClassifier } from '../dist/classifier/local.js';
import { readModelFolder } from '../dist/classifier/model-folder.js';
import { onnxBackend } from '../dist/classifier/onnx-backend.js';
import { parseConfig } from '../dist/config/config.js';
import { customVisionBackend } from '../dist/custom-vision/client/backend.js';
import { startEmbeddedServer } from '../dist/database/embedded.js';
import { readDataset } from '../dist/learning/dataset/dataset.js';
import { createLog } from '../dist/log.js';
import { preparePhoto } from '../dist/photo/decode.js';
import { loadBuiltInTaxonomy } from '../dist/taxonomy/built-in.js';

const { values: given } = parseArgs({
  options: {
    labels: { type: 'string' },
    training: { type: 'string', default: '600' },
    listings: { type: 'string', default: '500' },
    rate: { type: 'string', default: '60' },
    compared: { type: 'string', default: '200' },
  },
});
const [trainingCount, listingCount, rate, comparedCount] = ['training', 'listings', 'rate', 'compared'].map(
  (name) => Number(given[name]),
);
const program = fileURLToPath(new URL('../bin/honeyburst.js', import.meta.url));
const log = createLog('warn', false);
const home = await mkdtemp(join(tmpdir(), 'honeyburst-bench-'));
// The server may run as another user, who must get in.
await chmod(home, 0o755);
const database = await startEmbeddedServer(home, log);
const client = new pg.Client(database.url);
await client.connect();
const environment = {
  ...process.env,
  DATABASE_URL: '',
  REDIS_URL: '',
  HONEYBURST_HOME: home,
  HONEYBURST_LOG_LEVEL: 'warn',
};
const ending = [];
try {
  process.stdout.write(`${JSON.stringify(await measure(), undefined, 2)}\n`);
} finally {
  for (const end of ending.reverse()) await end();
  await client.end();
  await database.release();
  await rm(home, { recursive: true, force: true });
}

async function measure() {
  const { dataset, photos } = given.labels ? await realPhotos(given.labels) : await drawnPhotos();
  await command('migrate');
  for (const role of ['training', 'prediction']) {
    environment[`CUSTOM_VISION_${role.toUpperCase()}_KEY`] = (
      await command('tokens', 'create', role, '--role', role)
    ).key;
  }
  let serve = await startServe();
  const proxy = await startProxy(() => serve.port);
  environment.CUSTOM_VISION_ENDPOINT = proxy.url;
  environment.CUSTOM_VISION_PREDICTION_RESOURCE_ID = 'bench';
  environment.CUSTOM_VISION_CALLS_PER_SECOND = String(rate);
  environment.CUSTOM_VISION_TRAINING_CALLS_PER_SECOND = '1000';

  const trainingStartedAt = performance.now();
  const trained = await command('train', dataset, '--name', 'cv', '--engine', 'custom-vision');
  const trainingSeconds = (performance.now() - trainingStartedAt) / 1000;

  const host = await servePhotos(photos);
  environment.PHOTO_ALLOW_HOSTS = host;
  const lines = photos.map((_, i) =>
    JSON.stringify({
      external_id: `photo-${i}`,
      title: 'Guitar',
      finish: '',
      photo_urls: [`http://${host}/${i}.jpg`],
    }),
  );
  await writeFile(join(home, 'listings.jsonl'), lines.join('\n'));
  await command('import', join(home, 'listings.jsonl'));
  await command('backfill');
  proxy.answered.length = 0;
  const startedAt = performance.now();
  const draining = command('worker', '--drain');
  while (proxy.answered.length < photos.length / 2) await sleep(20);
  serve.process.kill('SIGKILL');
  await once(serve.process, 'exit');
  await sleep(1500);
  serve = await startServe();
  const worker = await draining;
  const seconds = (performance.now() - startedAt) / 1000;

  const calls = new Map();
  for (const { key } of proxy.answered) calls.set(key, (calls.get(key) ?? 0) + 1);
  const { rows } = await client.query(
    `SELECT count(*) FILTER (WHERE pending = 1)::int AS one, count(*)::int AS listings
       FROM (SELECT l.id, count(s.id) AS pending FROM honeyburst.listing l
               LEFT JOIN honeyburst.suggestion s ON s.listing_id = l.id AND s.status = 'pending' GROUP BY l.id) x`,
  );
  const { rows: open } = await client.query(
    `SELECT count(*)::int AS open FROM honeyburst.enrichment WHERE state IN ('pending', 'dispatched')`,
  );
  return {
    training: {
      photos: trained.training.photos,
      seconds: round(trainingSeconds),
      steps: trained.training.steps,
    },
    drain: {
      listings: rows[0].listings,
      withExactlyOnePending: rows[0].one,
      openRows: open[0].open,
      worker,
      seconds: round(seconds),
      answeredCalls: proxy.answered.length,
      answeredTwice: [...calls.values()].filter((count) => count > 1).length,
      rate,
      mostSentInOneSecond: mostInOneSecond(proxy.sent),
      killedWith: { unanswered: proxy.broken() },
    },
    export: await compareExport(photos.slice(0, comparedCount), proxy.url),
  };
}

/** The exported family project, imported as a model of its own, against the published iteration. */
async function compareExport(photos, endpoint) {
  const to = join(home, 'exported');
  await command('models', 'export', 'cv', '--to', to, '--platform', 'onnx');
  await command('models', 'import', join(to, 'family.zip'), '--name', 'cv-family');
  const { root } = (await readModelFolder(join(home, 'models', 'cv'), [customVisionBackend])).description
    .customVision;
  const classifier = await createLocalClassifier(
    await readModelFolder(join(home, 'models', 'cv-family'), [onnxBackend]),
    {
      threads: 1,
    },
  );
  const { photo: limits } = parseConfig({});
  let [same, largest] = [0, 0];
  for (const { load } of photos) {
    const bytes = await load();
    const response = await fetch(
      `${endpoint}/customvision/v3.1/prediction/${root.at.projectId}/classify/iterations/${root.at.publishedName}/image/nostore`,
      {
        method: 'POST',
        headers: {
          'prediction-key': environment.CUSTOM_VISION_PREDICTION_KEY,
          'content-type': 'application/octet-stream',
        },
        body: bytes,
      },
    );
    const { predictions } = await response.json();
    const [scores] = await classifier.classify([await preparePhoto(bytes, classifier.input, limits)]);
    const top = classifier.labels.coarse[scores.coarse.indexOf(Math.max(...scores.coarse))];
    if (top === predictions[0].tagName) same++;
    for (const { tagName, probability } of predictions) {
      largest = Math.max(
        largest,
        Math.abs(probability - scores.coarse[classifier.labels.coarse.indexOf(tagName)]),
      );
    }
  }
  await classifier.close();
  return { photos: photos.length, sameTopAnswer: same, largestDifference: largest };
}

async function command(...args) {
  const run = promisify(execFile);
  const options = { env: environment, maxBuffer: 1e8 };
  if (args[0] === 'migrate') return void (await run(process.execPath, [program, ...args], options));
  const { stdout } = await run(process.execPath, [program, ...args, '--json'], options);
  return JSON.parse(stdout);
}

async function startServe() {
  const port = await freePort();
  const args = ['serve', '--port', String(port), '--tier', 'unlimited'];
  const child = spawn(process.execPath, [program, ...args], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  ending.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  for (;;) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (ready?.ok) return { port, process: child };
    await sleep(50);
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** Passes everything on, and notes each call for a prediction that was answered with 200. */
async function startProxy(port) {
  const [answered, sent] = [[], []];
  let broken = 0;
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const isPrediction = request.url.includes('/classify/');
      if (isPrediction) sent.push(performance.now());
      const passed = httpRequest(
        {
          host: '127.0.0.1',
          port: port(),
          path: request.url,
          method: request.method,
          headers: request.headers,
        },
        (answer) => {
          const parts = [];
          answer.on('data', (part) => parts.push(part));
          answer.on('error', () => response.destroy());
          answer.on('end', () => {
            if (!answer.complete) return response.destroy();
            if (isPrediction && answer.statusCode === 200)
              answered.push({ key: `${request.url} ${photoIn(body)}` });
            response.writeHead(answer.statusCode, answer.headers).end(Buffer.concat(parts));
          });
        },
      );
      passed.on('error', () => {
        if (isPrediction) broken++;
        response.destroy();
      });
      passed.end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ending.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, answered, sent, broken: () => broken };
}

/** A form's boundary differs from call to call; the photo in it does not. */
function photoIn(body) {
  const [from, to] = [
    body.indexOf('\xff\xd8\xff', 'latin1'),
    body.lastIndexOf('\xff\xd9', undefined, 'latin1'),
  ];
  return createHash('sha256').update(body.subarray(from, to)).digest('hex');
}

function mostInOneSecond(times) {
  let [from, most] = [0, 0];
  times.forEach((time, to) => {
    while (time - times[from] >= 1000) from++;
    most = Math.max(most, to - from + 1);
  });
  return most;
}

async function servePhotos(photos) {
  const server = createServer(async (request, response) => {
    const photo = photos[Number(/^\/(\d+)\.jpg$/.exec(request.url)?.[1])];
    response.writeHead(200, { 'content-type': 'image/jpeg' }).end(await photo.load());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ending.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${server.address().port}`;
}

async function realPhotos(labels) {
  const { photos } = await readDataset(labels, await loadBuiltInTaxonomy());
  const training = photos.filter(({ split }) => split === 'train');
  const step = Math.max(1, Math.floor(training.length / trainingCount));
  const spread = training.filter((_, i) => i % step === 0).slice(0, trainingCount);
  // Custom Vision wants five photos a tag, beside those that are held back for calibration.
  const countOf = (family) => spread.filter((photo) => photo.family === family).length;
  const chosen = spread.filter(({ family }) => countOf(family) >= 12);
  const rows = chosen.map(({ file, family, finish, group }) => [file, family, finish ?? '', group].join(','));
  const dataset = join(home, 'labels.csv');
  await writeFile(dataset, ['file,family,finish,group', ...rows].join('\n'));
  const others = [
    ...photos.filter(({ split }) => split === 'validation'),
    ...training.filter((one) => !chosen.includes(one)),
  ];
  return {
    dataset,
    photos: others.slice(0, listingCount).map(({ file }) => ({ load: () => readFile(file) })),
  };
}

/** Squares in the colours of four finishes on a light ground, no two alike. */
async function drawnPhotos() {
  const colours = {
    'red/fiesta-red': [230, 90, 70],
    'red/candy-apple-red': [150, 15, 35],
    'blue/lake-placid-blue': [40, 90, 180],
    'blue/sonic-blue': [150, 200, 215],
  };
  const draw = ([r, g, b], number) => {
    const size = 90 + (number % 120);
    const ground = { r: 240, g: 240 - (Math.floor(number / 120) % 30), b: 235 };
    const square = { create: { width: size, height: size, channels: 3, background: { r, g, b } } };
    return sharp({ create: { width: 256, height: 256, channels: 3, background: ground } })
      .composite([{ input: square, gravity: 'centre' }])
      .jpeg()
      .toBuffer();
  };
  const dataset = join(home, 'labelled');
  for (const [label, colour] of Object.entries(colours)) {
    await mkdir(join(dataset, label), { recursive: true });
    for (let number = 0; number < 12; number++)
      await writeFile(join(dataset, label, `${number}.jpg`), await draw(colour, number));
  }
  const all = Object.values(colours);
  const photos = Array.from({ length: listingCount }, (_, i) => ({
    load: () => draw(all[i % all.length], 12 + Math.floor(i / all.length)),
  }));
  return { dataset, photos };
}

function round(seconds) {
  return Math.round(seconds * 10) / 10;
}
