import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { WorkerSummary } from '#dist/enrichment/worker.js';
import { number, readArguments, text } from './rig/arguments.js';
import { writePhotoFolder } from './rig/dataset-photos.js';
import { benchFile, referenceModel } from './rig/paths.js';
import { servePhotos } from './rig/photo-host.js';
import { processGroupTimeMs, processTimeMs } from './rig/process-time.js';
import { createScratchHome } from './rig/scratch-home.js';
import { openScratchProgram, type ScratchProgram } from './rig/scratch-program.js';
import { cpuMs, median, printReport, round, turned } from './rig/statistics.js';

const {
  operands: [dataset],
  flags,
} = readArguments({
  about: `
How near a worker comes to what the machine can do. The ceiling is decoding and inference alone, in a loop over the
same photos; in turns with it, "honeyburst worker" works through listings of four photos that this process serves over
loopback HTTP, with the queue on Postgres, and on Redis if REDIS_URL is set. The rate of a worker is measured by the
ledger's clock between the first quarter of its listings, after which its code is compiled, and the last twentieth: a
run on few listings means nothing. On Linux the report also has the processor time that each process took for a photo,
its start included. Prints JSON.`,
  operands: ['DATASET'],
  flags: {
    model: text('model folder', referenceModel),
    listings: number('listings of four photos', 500),
    rounds: number('runs of each', 2),
    side: number('enlarge the photos to this many pixels'),
  },
});

interface Run {
  photosPerSecond: number;
  processorMsPerPhoto?: Record<string, number>;
}

const photosPerListing = 4;
const { REDIS_URL: redisUrl } = process.env;
const run = promisify(execFile);
const { home, remove } = await createScratchHome();
const photoFolder = join(home, 'photos');
const photos = await writePhotoFolder(photoFolder, dataset, {
  count: flags.listings * photosPerListing,
  side: flags.side,
});
const host = await servePhotos((index) => photos[index]);
try {
  const modes: [string, () => Promise<Run>][] = [
    ['ceiling', ceiling],
    ['postgres', () => throughWorker(undefined)],
  ];
  if (redisUrl) modes.push(['redis', () => throughWorker(redisUrl)]);
  const runs: Record<string, Run[]> = Object.fromEntries(modes.map(([name]) => [name, []]));
  for (let turn = 0; turn < flags.rounds; turn++) {
    for (const [name, measure] of turned(modes, turn)) {
      const measured = await measure();
      runs[name]!.push(measured);
      process.stderr.write(`${name} ${JSON.stringify(measured)}\n`);
    }
  }
  const speed = (name: string) => median(runs[name]!.map(({ photosPerSecond }) => photosPerSecond));
  const [, ...workers] = modes.map(([name]) => [name, speed(name) / speed('ceiling')]);
  printReport({
    photos: photos.length,
    side: flags.side ?? 'as they are',
    ofCeiling: Object.fromEntries(workers),
    runs,
  });
} finally {
  host.close();
  await remove();
}

async function ceiling(): Promise<Run> {
  const args = [benchFile('rig/decode-and-infer.js'), flags.model, photoFolder];
  return JSON.parse((await run(process.execPath, args)).stdout);
}

async function throughWorker(redisUrl: string | undefined): Promise<Run> {
  const scratch = await openScratchProgram(redisUrl);
  const { database, command } = scratch;
  scratch.environment.PHOTO_ALLOW_HOSTS = host.name;
  try {
    await command('models', 'import', flags.model);
    await importListings(scratch);
    await command('backfill');
    await database.query('VACUUM ANALYZE');
    const { rows: pidFile } = await database.query("SELECT pg_read_file('postmaster.pid') AS text");
    const postmaster = Number.parseInt(pidFile[0].text, 10);
    const before = await processTimes(postmaster, redisUrl);
    const { summary, workerMs } = await drain(scratch);
    const after = await processTimes(postmaster, redisUrl);
    if (summary.suggested + summary.confirmed !== flags.listings) throw new Error(JSON.stringify(summary));
    const { rows } = await database.query<{ at: Date }>(
      'SELECT finished_at AS at FROM honeyburst.enrichment ORDER BY finished_at',
    );
    const [first, last] = [Math.floor(rows.length / 4), Math.floor(rows.length * 0.95) - 1];
    const seconds = (rows[last]!.at.getTime() - rows[first]!.at.getTime()) / 1000;
    const perPhoto = (ms: number) => round(ms / photos.length, 2);
    const others = Object.entries(after).map(([name, ms]) => [name, perPhoto(ms - before[name]!)]);
    return {
      photosPerSecond: ((last - first) * photosPerListing) / seconds,
      processorMsPerPhoto: { worker: perPhoto(workerMs), ...Object.fromEntries(others) },
    };
  } finally {
    await scratch.close();
  }
}

async function importListings({ home, command }: ScratchProgram): Promise<void> {
  const lines = Array.from({ length: flags.listings }, (_, i) => {
    const address = (_: unknown, j: number) => `http://${host.name}/${i * photosPerListing + j}.jpg`;
    const photo_urls = Array.from({ length: photosPerListing }, address);
    return JSON.stringify({ external_id: `listing-${i}`, title: 'Guitar', photo_urls });
  });
  const file = join(home, 'listings.jsonl');
  await writeFile(file, lines.join('\n'));
  await command('import', file);
}

/** Processor time of everything that a worker keeps busy; this process is the photo host. */
async function processTimes(
  postmaster: number,
  redisUrl: string | undefined,
): Promise<Record<string, number>> {
  const redisInfo =
    redisUrl && (await run('redis-cli', ['-u', redisUrl, 'info', 'server']).catch(() => undefined));
  const redis = Number(/process_id:(\d+)/.exec(redisInfo ? redisInfo.stdout : '')?.[1]);
  return {
    photoHost: cpuMs(),
    postgres: (await processGroupTimeMs(postmaster)) ?? Number.NaN,
    ...(redis ? { redis: (await processTimeMs(redis)) ?? Number.NaN } : {}),
  };
}

/** Runs `worker --drain`. Its processor time is read while it lives, so the last half second is missing. */
async function drain(scratch: ScratchProgram) {
  let workerMs = Number.NaN;
  const { child, report } = scratch.run<WorkerSummary>('worker', '--drain');
  const watching = setInterval(async () => {
    workerMs = (await processTimeMs(child.pid!)) ?? workerMs;
  }, 500);
  try {
    const summary = await report;
    return { summary, workerMs };
  } finally {
    clearInterval(watching);
  }
}
