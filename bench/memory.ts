import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseConfig } from '#dist/config/config.js';
import type { EnrichDependencies } from '#dist/enrichment/enrich.js';
import { enqueueFindings, priorities } from '#dist/enrichment/producer.js';
import { createLog } from '#dist/log.js';
import { preparePhoto } from '#dist/photo/decode.js';
import { createPhotoFetcher } from '#dist/photo/fetch.js';
import { number, readArguments } from './rig/arguments.js';
import { freeStages } from './rig/free-stages.js';
import { benchFile } from './rig/paths.js';
import { forgetQueue, locateQueue, runBenchWorker } from './rig/queue.js';
import { openScratchDatabase } from './rig/scratch-database.js';
import { printReport, round, sum, timed } from './rig/statistics.js';
import { insertBareListings, insertModel, model } from './rig/synthetic-catalogue.js';

const { flags } = readArguments({
  about: `
Whether the memory of a worker stays flat: listings of one tiny photo each, no two alike, fetched over loopback and
decoded, with a classifier that costs nothing. The queue is on Redis if REDIS_URL is set, otherwise on Postgres. Prints
the memory at ten points, and what the later half gained for each listing, as JSON. Run it with node --expose-gc, so
that garbage does not count.`,
  flags: { listings: number('listings', 50_000) },
});

interface Point {
  done: number;
  rssBytes: number;
  heapBytes: number;
}

const { listings } = flags;
const { REDIS_URL: redisUrl } = process.env;
const log = createLog('warn', false);
const host = fork(benchFile('rig/tiny-photo-host.js'));
const [hostName] = await once(host, 'message');
const database = await openScratchDatabase({ connections: 10, log });
const { pool } = database;
const location = locateQueue({ redisUrl, databaseUrl: database.url, log });
const limits = { ...parseConfig({}).photo, allowHosts: ['127.0.0.1'] };
const fetcher = createPhotoFetcher(limits, { log });
const stages: EnrichDependencies = {
  ...freeStages({ pool, log }),
  limits,
  preparePhoto,
  fetchPhoto: (url) => fetcher.fetch(url),
};
try {
  await insertModel(pool);
  await insertBareListings(pool, { listings, photos: 1, origin: `http://${hostName}` });
  await enqueueFindings(pool, { model, priority: priorities.backfill });
  const points: Point[] = [];
  let done = 0;
  const { result: summary, seconds } = await timed(() =>
    runBenchWorker(location, stages, {
      concurrency: 16,
      drain: true,
      signal: new AbortController().signal,
      depth: 1000,
      onOutcome() {
        if (++done % Math.ceil(listings / 10) === 0) points.push(look(done));
      },
    }),
  );
  printReport({
    listings,
    queue: redisUrl ? 'redis' : 'postgres',
    suggested: summary.suggested,
    listingsPerSecond: Math.round(listings / seconds),
    points,
    bytesPerListing: { rss: slope(points, 'rssBytes'), heap: slope(points, 'heapBytes') },
  });
} finally {
  await fetcher.close();
  await forgetQueue(redisUrl, location.name);
  await database.close();
  host.kill();
}

/** The memory that is in use, without what waits to be collected. */
function look(done: number): Point {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { done, rssBytes: rss, heapBytes: heapUsed };
}

/** The slope of a line through the later half of the points, by least squares, in bytes a listing. */
function slope(points: readonly Point[], field: 'rssBytes' | 'heapBytes'): number {
  const later = points.slice(points.length / 2);
  const mean = (values: readonly number[]) => sum(values) / values.length;
  const x = mean(later.map(({ done }) => done));
  const y = mean(later.map((point) => point[field]));
  const covariance = sum(later.map((point) => (point.done - x) * (point[field] - y)));
  return round(covariance / sum(later.map(({ done }) => (done - x) ** 2)), 1);
}
