/**
 * Whether a worker's memory stays flat: listings of one tiny photo each, no two alike, fetched over loopback and decoded,
 * with a classifier that costs nothing. Prints memory at ten points and what the later half gained a listing, as JSON.
 * By hand: npm run build && REDIS_URL=redis://127.0.0.1:6379 node --expose-gc bench/memory.js [listings]
 */
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import sharp from 'sharp';
import { parseConfig } from '../dist/config/config.js';
import { enrich } from '../dist/enrichment/enrich.js';
import { enqueueFindings, priorities } from '../dist/enrichment/producer.js';
import { runWorker } from '../dist/enrichment/worker.js';
import { createLog } from '../dist/log.js';
import { preparePhoto } from '../dist/photo/decode.js';
import { createPhotoFetcher } from '../dist/photo/fetch.js';
import { createQueue } from '../dist/queue/queue.js';
import { createWorker } from '../dist/queue/worker.js';
import { freeStages } from './free-stages.js';
import { openScratchDatabase } from './scratch-database.js';
import { insertModel } from './synthetic-catalogue.js';

if (process.argv[2] === 'photos') await servePhotos();
else await measure(Number(process.argv[2] ?? 50_000));

/** In a process of its own, so that its memory is not the worker's. */
async function servePhotos() {
  const photo = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#dc3c32' } })
    .jpeg()
    .toBuffer();
  // What comes after the end of a JPEG is not looked at: another photo for each address.
  const server = createServer((request, response) =>
    response.end(Buffer.concat([photo, Buffer.from(request.url)])),
  );
  server.listen(0, '127.0.0.1', () => process.send(server.address().port));
}

async function measure(listings) {
  const host = fork(fileURLToPath(import.meta.url), ['photos']);
  const [port] = await once(host, 'message');
  const log = createLog('warn', false);
  const database = await openScratchDatabase({ connections: 10, log });
  const { pool } = database;
  const redisUrl = process.env.REDIS_URL;
  const location = {
    name: `bench-${randomBytes(4).toString('hex')}`,
    redisUrl,
    databaseUrl: database.url,
    log,
  };
  const queue = createQueue({ ...location, attempts: 4, backoffMs: 100 });
  const limits = { ...parseConfig({}).photo, allowHosts: ['127.0.0.1'] };
  const fetcher = createPhotoFetcher(limits, { log });
  const free = freeStages({ pool, log });
  const classifier = { ...(await free.openClassifier()), input: { kind: 'pixels', size: 32 } };
  const stages = {
    ...free,
    limits,
    preparePhoto,
    fetchPhoto: (url) => fetcher.fetch(url),
    openClassifier: async () => classifier,
  };
  try {
    await insertModel(pool);
    await insertListings(pool, listings, port);
    await enqueueFindings(pool, { model: 'bench', priority: priorities.backfill });
    const points = [];
    let done = 0;
    const startedAt = performance.now();
    const summary = await runWorker(
      {
        pool,
        queue,
        log,
        enrich: (id, options) => enrich(stages, id, options),
        startTaking: (process) => createWorker({ ...location, concurrency: 16, enrich: process }),
      },
      {
        drain: true,
        signal: new AbortController().signal,
        shutdownTimeoutMs: 5000,
        depth: 1000,
        onOutcome() {
          if (++done % Math.ceil(listings / 10) === 0) points.push(look(done));
        },
      },
    );
    const seconds = (performance.now() - startedAt) / 1000;
    const report = {
      listings,
      queue: redisUrl ? 'redis' : 'postgres',
      suggested: summary.suggested,
      listingsPerSecond: Math.round(listings / seconds),
      points,
      bytesPerListing: { rss: slope(points, 'rssBytes'), heap: slope(points, 'heapBytes') },
    };
    process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  } finally {
    await fetcher.close();
    await queue.close();
    if (redisUrl) await forget(redisUrl, location.name);
    await database.close();
    host.kill();
  }
}

async function insertListings(pool, listings, port) {
  await pool.query(
    `INSERT INTO honeyburst.listing (external_id, resolved_taxonomy, finish_match)
     SELECT 'bench-' || i, 1, 'missing' FROM generate_series(1, $1) i`,
    [listings],
  );
  await pool.query(
    `INSERT INTO honeyburst.listing_photo (listing_id, position, url)
     SELECT id, 1, 'http://127.0.0.1:' || $1::integer || '/' || id FROM honeyburst.listing`,
    [port],
  );
  await pool.query('ANALYZE');
}

/** What lives, not what waits to be collected. */
function look(done) {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { done, rssBytes: rss, heapBytes: heapUsed };
}

/** Of a line through the later half of the points, by least squares, in bytes a listing. */
function slope(points, field) {
  const later = points.slice(points.length / 2);
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(later.map(({ done }) => done));
  const y = mean(later.map((point) => point[field]));
  const covariance = later.reduce((sum, point) => sum + (point.done - x) * (point[field] - y), 0);
  return Math.round((10 * covariance) / later.reduce((sum, { done }) => sum + (done - x) ** 2, 0)) / 10;
}

async function forget(url, name) {
  const redis = new Redis(url);
  await redis.del(await redis.keys(`bull:${name}:*`));
  await redis.quit();
}
