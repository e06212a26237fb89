/**
 * How near a worker comes to what the machine can do. The ceiling is decoding and inference alone in a loop over the same
 * photos (bench/decode-and-infer.js); beside it, in turns, `honeyburst worker` works through listings of four photos that
 * this process serves over loopback HTTP, with the queue on Postgres, and on Redis where REDIS_URL names one. A worker's
 * rate is that between the first quarter of its listings, after which its code is compiled, and the last twentieth, by the
 * ledger's clock; a short run on few listings tells nothing. Beside it, on Linux, the processor time that each process
 * took for a photo, its start included. Prints JSON.
 * By hand: npm run build && REDIS_URL=redis://127.0.0.1:6379 node bench/ceiling.js DATASET
 *   [--model FOLDER] [--listings 500] [--rounds 2] [--side PIXELS: photos enlarged to it first]
 */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import pg from 'pg';
import { startEmbeddedServer } from '../dist/database/embedded.js';
import { createLog } from '../dist/log.js';
import { writePhotoFolder } from './photo-folder.js';
import { processGroupTimeMs, processTimeMs } from './process-time.js';

const photosPerListing = 4;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', default: here('../data/reference') },
    listings: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '2' },
    side: { type: 'string' },
  },
});
const listings = Number(options.listings);
const run = promisify(execFile);
const scratch = await mkdtemp(join(tmpdir(), 'honeyburst-bench-'));
// The database server may run as another user, who must get in.
await chmod(scratch, 0o755);
const photos = await writePhotoFolder(join(scratch, 'photos'), positionals[0], {
  count: listings * photosPerListing,
  side: Number(options.side),
});
const server = createServer((request, response) => {
  const photo = photos[Number(/^\/(\d+)\.jpg$/.exec(request.url)?.[1])];
  if (photo)
    response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': photo.length }).end(photo);
  else response.writeHead(404).end();
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const host = `127.0.0.1:${server.address().port}`;
const modes = { ceiling, postgres: () => throughWorker(undefined) };
if (process.env.REDIS_URL) modes.redis = () => throughWorker(process.env.REDIS_URL);
try {
  const runs = Object.fromEntries(Object.keys(modes).map((name) => [name, []]));
  for (let round = 0; round < Number(options.rounds); round++) {
    // Each round begins with another one, so that a machine that slows down wrongs none of them.
    const names = Object.keys(modes);
    for (const name of [...names.slice(round % names.length), ...names.slice(0, round % names.length)]) {
      runs[name].push(await modes[name]());
      process.stderr.write(`${name} ${JSON.stringify(runs[name].at(-1))}\n`);
    }
  }
  const median = (name) =>
    runs[name].map(({ photosPerSecond }) => photosPerSecond).toSorted((a, b) => a - b)[
      Math.floor(runs[name].length / 2)
    ];
  const ofCeiling = Object.fromEntries(
    Object.keys(modes)
      .filter((name) => name !== 'ceiling')
      .map((name) => [name, median(name) / median('ceiling')]),
  );
  const report = { photos: photos.length, side: options.side ?? 'as they are', ofCeiling, runs };
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
} finally {
  server.close();
  server.closeAllConnections();
  await rm(scratch, { recursive: true, force: true });
}

async function ceiling() {
  const args = [here('decode-and-infer.js'), options.model, join(scratch, 'photos')];
  return JSON.parse((await run(process.execPath, args)).stdout);
}

async function throughWorker(redisUrl) {
  const home = join(scratch, randomBytes(4).toString('hex'));
  await mkdir(home, { mode: 0o755 });
  const env = {
    ...process.env,
    DATABASE_URL: '',
    REDIS_URL: redisUrl ?? '',
    HONEYBURST_HOME: home,
    HONEYBURST_QUEUE: `bench-${randomBytes(4).toString('hex')}`,
    HONEYBURST_LOG_LEVEL: 'warn',
    PHOTO_ALLOW_HOSTS: host,
  };
  const command = (...args) =>
    run(process.execPath, [here('../bin/honeyburst.js'), ...args, '--json'], { env });
  // Held here, so that the commands share one server instead of starting it anew.
  const held = await startEmbeddedServer(home, createLog('warn', false));
  const client = new pg.Client(held.url);
  await client.connect();
  try {
    await command('models', 'import', options.model);
    const lines = Array.from({ length: Math.floor(photos.length / photosPerListing) }, (_, i) =>
      JSON.stringify({
        external_id: `listing-${i}`,
        title: 'Guitar',
        photo_urls: Array.from(
          { length: photosPerListing },
          (_, j) => `http://${host}/${i * photosPerListing + j}.jpg`,
        ),
      }),
    );
    await writeFile(join(home, 'listings.jsonl'), lines.join('\n'));
    await command('import', join(home, 'listings.jsonl'));
    await command('backfill');
    await client.query('VACUUM ANALYZE');
    const { rows: pidFile } = await client.query("SELECT pg_read_file('postmaster.pid') AS text");
    const before = await processTimes(Number.parseInt(pidFile[0].text, 10), redisUrl);
    const { summary, workerMs } = await drain(env);
    const after = await processTimes(Number.parseInt(pidFile[0].text, 10), redisUrl);
    if (summary.suggested + summary.confirmed !== lines.length) throw new Error(JSON.stringify(summary));
    const { rows } = await client.query('SELECT finished_at FROM honeyburst.enrichment ORDER BY finished_at');
    const [first, last] = [Math.floor(rows.length / 4), Math.floor(rows.length * 0.95) - 1];
    const seconds = (rows[last].finished_at - rows[first].finished_at) / 1000;
    const perPhoto = (ms) => Math.round((ms / photos.length) * 100) / 100;
    return {
      photosPerSecond: ((last - first) * photosPerListing) / seconds,
      processorMsPerPhoto: {
        worker: perPhoto(workerMs),
        ...Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, perPhoto(ms - before[name])])),
      },
    };
  } finally {
    await client.end();
    await held.release();
    await rm(home, { recursive: true, force: true });
  }
}

/** Of all that a worker keeps busy; this process is the photo host. */
async function processTimes(postmaster, redisUrl) {
  const { user, system } = process.cpuUsage();
  const redisPid =
    redisUrl && (await run('redis-cli', ['-u', redisUrl, 'info', 'server']).catch(() => undefined));
  const redis = Number(/process_id:(\d+)/.exec(redisPid?.stdout ?? '')?.[1]);
  return {
    photoHost: (user + system) / 1000,
    postgres: (await processGroupTimeMs(postmaster)) ?? Number.NaN,
    ...(redis ? { redis: (await processTimeMs(redis)) ?? Number.NaN } : {}),
  };
}

/** Runs `worker --drain`; its processor time is read while it lives, so that the last half second is missing. */
async function drain(env) {
  const worker = spawn(process.execPath, [here('../bin/honeyburst.js'), 'worker', '--drain', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let [workerMs, output] = [Number.NaN, ''];
  worker.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const watching = setInterval(async () => {
    workerMs = (await processTimeMs(worker.pid)) ?? workerMs;
  }, 500);
  await new Promise((resolve) => worker.once('close', resolve));
  clearInterval(watching);
  return { summary: JSON.parse(output), workerMs };
}
