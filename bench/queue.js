/**
 * What ledger and queue cost a listing: the whole pipeline with photos and a classifier that cost nothing, without a
 * queue, with the queue on Postgres, and on Redis where REDIS_URL names one. Prints JSON.
 * By hand: npm run build && REDIS_URL=redis://127.0.0.1:6379 node bench/queue.js [listings] [concurrency]
 */
import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { enrich } from '../dist/enrichment/enrich.js';
import { enqueueFindings, priorities } from '../dist/enrichment/producer.js';
import { runWorker } from '../dist/enrichment/worker.js';
import { createLog } from '../dist/log.js';
import { createQueue } from '../dist/queue/queue.js';
import { createWorker } from '../dist/queue/worker.js';
import { freeStages } from './free-stages.js';
import { openScratchDatabase } from './scratch-database.js';
import { insertModel, photosPerListing } from './synthetic-catalogue.js';

const listings = Number(process.argv[2] ?? 3000);
const concurrency = Number(process.argv[3] ?? 16);
const { REDIS_URL: redisUrl } = process.env;

const log = createLog('warn', false);
const database = await openScratchDatabase({ connections: 10, log });
const { pool } = database;
const stages = freeStages({ pool, log });
try {
  await insertModel(pool);
  const report = { listings, photosPerListing, concurrency, withoutQueue: await measure(directly) };
  report.postgres = await measure(() => throughQueue(undefined));
  if (redisUrl) report.redis = await measure(() => throughQueue(redisUrl));
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
} finally {
  await database.close();
}

async function measure(work) {
  await insertListings();
  await enqueueFindings(pool, { model: 'bench', priority: priorities.backfill });
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await work();
  const ms = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  const { rows } = await pool.query('SELECT count(*) FROM honeyburst.suggestion');
  if (rows[0].count !== listings) throw new Error(`${rows[0].count} suggestions instead of ${listings}`);
  return {
    listingsPerSecond: Math.round((listings / ms) * 1000),
    msPerListing: Math.round((ms / listings) * 1000) / 1000,
    processCpuMsPerListing: Math.round((user + system) / listings) / 1000,
  };
}

async function insertListings() {
  await pool.query('TRUNCATE honeyburst.listing CASCADE');
  await pool.query(
    `INSERT INTO honeyburst.listing (external_id, resolved_taxonomy, finish_match)
     SELECT 'bench-' || i, 1, 'missing' FROM generate_series(1, $1) i`,
    [listings],
  );
  await pool.query(
    `INSERT INTO honeyburst.listing_photo (listing_id, position, url)
     SELECT id, position, 'http://bench/' || id || '/' || position
       FROM honeyburst.listing, generate_series(0, $1 - 1) position`,
    [photosPerListing],
  );
  await pool.query('ANALYZE');
}

async function directly() {
  const { rows } = await pool.query('SELECT id FROM honeyburst.enrichment ORDER BY id');
  const ids = rows.map((row) => row.id)[Symbol.iterator]();
  const work = async () => {
    for (const id of ids) await enrich(stages, id);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}

async function throughQueue(url) {
  const location = {
    name: `bench-${randomBytes(4).toString('hex')}`,
    redisUrl: url,
    databaseUrl: database.url,
    log,
  };
  const queue = createQueue({ ...location, attempts: 4, backoffMs: 100 });
  await runWorker(
    {
      pool,
      queue,
      log,
      enrich: (id, options) => enrich(stages, id, options),
      startTaking: (process) => createWorker({ ...location, concurrency, enrich: process }),
    },
    { drain: true, signal: new AbortController().signal, shutdownTimeoutMs: 5000, depth: 1000 },
  );
  await queue.close();
  if (url === undefined) return;
  const redis = new Redis(url);
  await redis.del(await redis.keys(`bull:${location.name}:*`));
  await redis.quit();
}
