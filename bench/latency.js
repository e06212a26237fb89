/**
 * How long one photo takes, both tiers, decoding included: in a process that has the model loaded, through
 * `POST /v1/classify` of `serve` over loopback, and as the whole command `honeyburst classify` from nothing. One photo at
 * a time; beside it the figures that the 2017 study published. Prints JSON.
 * By hand: npm run build && node bench/latency.js DATASET [--model FOLDER] [--photos 300] [--cold 10] [--side PIXELS]
 */
import { execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { createLocalClassifier } from '../dist/classifier/local.js';
import { readModelFolder } from '../dist/classifier/model-folder.js';
import { onnxBackend } from '../dist/classifier/onnx-backend.js';
import { parseConfig } from '../dist/config/config.js';
import { percentile } from '../dist/learning/evaluation/metrics.js';
import { preparePhoto } from '../dist/photo/decode.js';
import { writePhotoFolder } from './photo-folder.js';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const program = here('../bin/honeyburst.js');
const warmUp = 20;
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', default: here('../data/reference') },
    photos: { type: 'string', default: '300' },
    cold: { type: 'string', default: '10' },
    side: { type: 'string' },
  },
});
const scratch = await mkdtemp(join(tmpdir(), 'honeyburst-bench-'));
await chmod(scratch, 0o755);
const env = {
  ...process.env,
  DATABASE_URL: '',
  REDIS_URL: '',
  HONEYBURST_HOME: join(scratch, 'home'),
  HONEYBURST_LOG_LEVEL: 'warn',
};
try {
  const photos = await writePhotoFolder(join(scratch, 'photos'), positionals[0], {
    count: Number(options.photos) + warmUp,
    side: Number(options.side),
  });
  const report = {
    photos: Number(options.photos),
    side: options.side ?? 'as they are',
    milliseconds: {
      loaded: await loaded(photos),
      rest: await overRest(photos),
      coldCommand: await cold(),
    },
    published: {
      'Custom Vision, two calls': '400-800',
      'MobileNet behind REST, loaded once': 'about 400',
      'Inception V3, loaded for each': '5000-7000',
    },
  };
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
} finally {
  await rm(scratch, { recursive: true, force: true });
}

async function loaded(photos) {
  const { photo: limits, worker } = parseConfig(env);
  const classifier = await createLocalClassifier(await readModelFolder(options.model, [onnxBackend]), {
    threads: worker.inferenceThreads,
  });
  const times = await timeEach(photos, async (bytes) => {
    await classifier.classify([await preparePhoto(bytes, classifier.input, limits)]);
  });
  await classifier.close();
  return times;
}

async function overRest(photos) {
  await promisify(execFile)(process.execPath, [program, 'models', 'import', options.model], { env });
  const port = 20_000 + (process.pid % 20_000);
  const server = spawn(process.execPath, [program, 'serve', '--port', String(port)], {
    env: { ...env, SERVE_RATE_PER_MINUTE: '1000000' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  try {
    while (!(await fetch(`${url}/readyz`).catch(() => undefined))?.ok) await sleep(100);
    return await timeEach(photos, async (bytes) => {
      const body = new FormData();
      body.append('photo', new Blob([bytes], { type: 'image/jpeg' }), 'photo.jpg');
      const response = await fetch(`${url}/v1/classify`, { method: 'POST', body });
      const answer = await response.json();
      if (!response.ok) throw new Error(`${response.status} ${JSON.stringify(answer)}`);
    });
  } finally {
    server.kill();
    await new Promise((resolve) => server.once('exit', resolve));
  }
}

async function cold() {
  const photo = join(scratch, 'photos', '0.jpg');
  const times = [];
  for (let run = 0; run < Number(options.cold); run++) {
    const startedAt = performance.now();
    const args = [program, 'classify', photo, '--model', options.model, '--json'];
    await promisify(execFile)(process.execPath, args, { env });
    times.push(performance.now() - startedAt);
  }
  return summary(times);
}

async function timeEach(photos, look) {
  for (const bytes of photos.slice(0, warmUp)) await look(bytes);
  const times = [];
  for (const bytes of photos.slice(warmUp)) {
    const startedAt = performance.now();
    await look(bytes);
    times.push(performance.now() - startedAt);
  }
  return summary(times);
}

function summary(times) {
  const at = (share) => Math.round(percentile(times, share) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
