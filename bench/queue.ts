import { enrich } from '#dist/enrichment/enrich.js';
import { enqueueFindings, priorities } from '#dist/enrichment/producer.js';
import { createLog } from '#dist/log.js';
import { number, readArguments } from './rig/arguments.js';
import { freeStages } from './rig/free-stages.js';
import { forgetQueue, locateQueue, runBenchWorker } from './rig/queue.js';
import { openScratchDatabase } from './rig/scratch-database.js';
import { cpuMs, printReport, round, timed } from './rig/statistics.js';
import { insertBareListings, insertModel, model, photosPerListing } from './rig/synthetic-catalogue.js';

const {
  flags: { listings, concurrency },
} = readArguments({
  about: `
What the ledger and the queue cost for each listing: the whole pipeline with photos and a classifier that cost nothing,
without a queue, with the queue on Postgres, and on Redis if REDIS_URL is set. Prints JSON.`,
  flags: { listings: number('listings', 3000), concurrency: number('listings at the same time', 16) },
});

const { REDIS_URL: redisUrl } = process.env;
const log = createLog('warn', false);
const database = await openScratchDatabase({ connections: 10, log });
const { pool } = database;
const stages = freeStages({ pool, log });
try {
  await insertModel(pool);
  printReport({
    listings,
    photosPerListing,
    concurrency,
    withoutQueue: await measure(directly),
    postgres: await measure(() => throughQueue(undefined)),
    ...(redisUrl && { redis: await measure(() => throughQueue(redisUrl)) }),
  });
} finally {
  await database.close();
}

async function measure(work: () => Promise<void>) {
  await pool.query('TRUNCATE honeyburst.listing CASCADE');
  await insertBareListings(pool, { listings, photos: photosPerListing, origin: 'http://bench' });
  await enqueueFindings(pool, { model, priority: priorities.backfill });
  const before = cpuMs();
  const { seconds } = await timed(work);
  const ownMs = cpuMs() - before;
  const { rows } = await pool.query('SELECT count(*) FROM honeyburst.suggestion');
  if (rows[0].count !== listings) throw new Error(`${rows[0].count} suggestions instead of ${listings}`);
  return {
    listingsPerSecond: Math.round(listings / seconds),
    msPerListing: round((seconds * 1000) / listings, 3),
    processCpuMsPerListing: round(ownMs / listings, 3),
  };
}

async function directly(): Promise<void> {
  const { rows } = await pool.query<{ id: number }>('SELECT id FROM honeyburst.enrichment ORDER BY id');
  const rest = rows.values();
  const work = async () => {
    for (const { id } of rest) await enrich(stages, id);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}

async function throughQueue(redisUrl: string | undefined): Promise<void> {
  const location = locateQueue({ redisUrl, databaseUrl: database.url, log });
  await runBenchWorker(location, stages, {
    concurrency,
    drain: true,
    signal: new AbortController().signal,
    depth: 1000,
  });
  await forgetQueue(redisUrl, location.name);
}
