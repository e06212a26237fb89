import { enqueueFindings, priorities } from '#dist/enrichment/producer.js';
import { createLog } from '#dist/log.js';
import { number, readArguments } from './rig/arguments.js';
import { forgetQueue, locateQueue } from './rig/queue.js';
import { openScratchDatabase } from './rig/scratch-database.js';
import { runWorkerProcesses } from './rig/start-workers.js';
import { printReport, round, sum } from './rig/statistics.js';
import { insertListings, insertModel, model } from './rig/synthetic-catalogue.js';

const { flags } = readArguments({
  about: `
How evenly worker processes share one ledger, and how many listings a second they do together, with photos and a
classifier that cost next to nothing: with the queue on Postgres, and on Redis if REDIS_URL is set. Prints JSON.`,
  flags: { listings: number('listings on the ledger', 8400), processes: number('worker processes', 8) },
});

const { processes } = flags;
const { REDIS_URL: redisUrl } = process.env;
const log = createLog('warn', false);
const database = await openScratchDatabase({ connections: 4, log });
const { pool } = database;
try {
  await insertModel(pool);
  await insertListings(pool, 1, Math.ceil(flags.listings / 7) * 10);
  printReport({
    processes,
    postgres: await measure(undefined),
    ...(redisUrl && { redis: await measure(redisUrl) }),
  });
} finally {
  await database.close();
}

async function measure(redisUrl: string | undefined) {
  await pool.query('TRUNCATE honeyburst.enrichment CASCADE');
  const { added } = await enqueueFindings(pool, { model, priority: priorities.backfill });
  const { name } = locateQueue({ redisUrl, databaseUrl: database.url, log });
  const { reports, seconds } = await runWorkerProcesses(processes, {
    location: { name, redisUrl, databaseUrl: database.url },
    loops: 1,
    photoMs: 1,
    concurrency: 16,
    connections: 4,
    depth: 1000,
  });
  await forgetQueue(redisUrl, name);
  const shares = reports.map(({ listings }) => sum(listings)).sort((a, b) => a - b);
  const done = sum(shares);
  if (done !== added) throw new Error(`${done} listings were done instead of ${added}`);
  return {
    done,
    shares,
    largestToSmallest: round(shares.at(-1)! / shares[0]!, 3),
    listingsPerSecond: Math.round(done / seconds),
  };
}
