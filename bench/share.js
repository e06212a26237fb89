/**
 * How evenly eight worker processes share one ledger, and how many listings a second they do together, with photos and
 * a classifier that cost next to nothing: on Postgres, and on Redis where REDIS_URL names one. Prints JSON.
 * By hand: npm run build && REDIS_URL=redis://127.0.0.1:6379 node bench/share.js [listings on the ledger] [processes]
 */
import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { enqueueFindings, priorities } from '../dist/enrichment/producer.js';
import { createLog } from '../dist/log.js';
import { openScratchDatabase } from './scratch-database.js';
import { runWorkerProcesses } from './start-workers.js';
import { insertListings, insertModel, model } from './synthetic-catalogue.js';

const listings = Number(process.argv[2] ?? 8400);
const processes = Number(process.argv[3] ?? 8);
const { REDIS_URL: redisUrl } = process.env;
const database = await openScratchDatabase({ connections: 4, log: createLog('warn', false) });
const { pool } = database;
try {
  await insertModel(pool);
  await insertListings(pool, 1, Math.ceil(listings / 7) * 10);
  const report = { processes, postgres: await measure(undefined) };
  if (redisUrl) report.redis = await measure(redisUrl);
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
} finally {
  await database.close();
}

async function measure(url) {
  await pool.query('TRUNCATE honeyburst.enrichment CASCADE');
  const { added } = await enqueueFindings(pool, { model, priority: priorities.backfill });
  const name = `bench-${randomBytes(4).toString('hex')}`;
  const location = { name, redisUrl: url, databaseUrl: database.url };
  const { told, seconds } = await runWorkerProcesses(processes, {
    location,
    loops: 1,
    photoMs: 1,
    concurrency: 16,
    connections: 4,
    depth: 1000,
  });
  if (url) {
    const redis = new Redis(url);
    await redis.del(await redis.keys(`bull:${name}:*`));
    await redis.quit();
  }
  const shares = told.map((one) => one.listings[0]).sort((a, b) => a - b);
  const done = shares.reduce((sum, share) => sum + share, 0);
  if (done !== added) throw new Error(`${done} listings were done instead of ${added}`);
  return {
    done,
    shares,
    largestToSmallest: Math.round((shares.at(-1) / shares[0]) * 1000) / 1000,
    listingsPerSecond: Math.round(done / seconds),
  };
}
