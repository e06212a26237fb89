import { createPool, type Pool, type Queryable } from '#dist/database/pool.js';
import { dispatchPage } from '#dist/enrichment/dispatch.js';
import { enrich } from '#dist/enrichment/enrich.js';
import { enqueueFindings, priorities } from '#dist/enrichment/producer.js';
import { createLog } from '#dist/log.js';
import { number, readArguments, text } from './rig/arguments.js';
import { measureDatabase } from './rig/database-cost.js';
import { freeStages } from './rig/free-stages.js';
import { forecast } from './rig/growth-model.js';
import { forgetQueue, locateQueue } from './rig/queue.js';
import { measureQueue } from './rig/queue-cost.js';
import { openScratchDatabase, type ScratchDatabase, spaceCheckpoints } from './rig/scratch-database.js';
import { runWorkerProcesses } from './rig/start-workers.js';
import { percentiles, printReport, round, sum, timed } from './rig/statistics.js';
import {
  closeRows,
  insertListings,
  insertModel,
  model,
  photosPerListing,
} from './rig/synthetic-catalogue.js';

const { flags } = readArguments({
  about: `
What a listing costs as the catalogue grows, what a queued job costs, and how a database holds with a hundred worker
loops; and from these, where the line bends on the way to 100 million listings and 100 workers. Prints JSON. Linux only.
With REDIS_URL it measures that Redis too, which it fills with up to 20,000 jobs and empties again. BENCH_DATABASE_URL
names a database that an earlier run filled, because a million listings take a while.`,
  flags: {
    sizes: text('numbers of listings, with commas between them', '10000,100000,1000000'),
    photos: number('photos a second of one worker, for the forecast', 55),
  },
});

const sizes = flags.sizes.split(',').map(Number);
const { REDIS_URL: redisUrl, BENCH_DATABASE_URL: filledUrl } = process.env;
/** Rows of the ledger that are left for each measurement. */
const sample = 3000;
const sampleListings = Math.ceil(sample / 7) * 10;
const connectionCounts = [1, 4, 16, 64];

const log = createLog('error', false);
const database = await openDatabase();
const { pool } = database;
const measure = <T>(work: () => Promise<T>) => measureDatabase(database, log, work);
try {
  await spaceCheckpoints(pool);
  const listings: Awaited<ReturnType<typeof measureAt>>[] = [];
  let have = await countListings();
  if (have === 0) await insertModel(pool);
  for (const size of sizes) {
    // A catalogue that is there already needs a sample to be measured with.
    const to = Math.max(size, have + sampleListings);
    listings.push(await measureAt(have, to));
    have = to;
  }
  const connections = await measureConnections(have);
  const postgres = await measureQueue(database, undefined, log);
  const redis = redisUrl === undefined ? undefined : await measureQueue(database, redisUrl, log);
  const idle = await measureIdle(100);
  const workers: Awaited<ReturnType<typeof measureWorkers>>[] = [];
  for (const loops of [1, 10, 100]) workers.push(await measureWorkers(loops, flags.photos));
  workers.push(await measureWorkers(100, 10));
  const figures = {
    ...listings.at(-1)!,
    addedPerSecond: (redis ?? postgres).addedPerSecond,
    redisCpuUsPerJob: redis?.redis?.cpuUsPerJob,
    photosPerSecond: flags.photos,
    photosPerListing,
  };
  printReport({
    listings,
    connections,
    queue: { postgres, redis },
    idle,
    workers,
    forecast: forecast(figures),
  });
} finally {
  await database.close();
}

async function openDatabase(): Promise<ScratchDatabase> {
  if (!filledUrl) return openScratchDatabase({ connections: 64, log });
  const pool = createPool(filledUrl, { size: 64, log });
  return { url: filledUrl, pool, close: () => pool.end() };
}

async function countListings(): Promise<number> {
  const { rows } = await pool.query('SELECT coalesce(max(id), 0) AS last FROM honeyburst.listing');
  return rows[0].last;
}

/** Grows the catalogue, does its ledger but for a sample, and takes the sample through claim and completion. */
async function measureAt(from: number, to: number) {
  const insert = await timed(() => insertListings(pool, from + 1, to));
  const backfill = await timed(() => enqueueFindings(pool, { model, priority: priorities.backfill }));
  const again = await timed(() => enqueueFindings(pool, { model, priority: priorities.backfill }));
  await pool.query('ANALYZE honeyburst.enrichment');
  const fill = await timed(() => closeRows(pool, from + 1, to - sampleListings, { predictions: true }));
  await pool.query('VACUUM (ANALYZE)');
  await pool.query('CHECKPOINT');
  const bytesPerListing = await readBytes();
  const dispatch = await measureDispatch();
  const enriching = await measureEnriching(16);
  return {
    listings: to,
    insertedPerSecond: Math.round((to - from) / insert.seconds),
    backfillExaminedPerSecond: Math.round(to / backfill.seconds),
    ledgerRowsPerSecond: Math.round(backfill.result.added / backfill.seconds),
    againExaminedPerSecond: Math.round(to / again.seconds),
    filledPerSecond: Math.round(((to - from) * 0.7) / fill.seconds),
    bytesPerListing,
    dispatch,
    enriching,
  };
}

/** Bytes of a listing, its photos, a row of the ledger, the predictions of a listing that is done, and a suggestion. */
async function readBytes() {
  const { rows: counts } = await pool.query<Record<string, number>>(`
    SELECT (SELECT count(*) FROM honeyburst.listing) AS listing,
           (SELECT count(*) FROM honeyburst.listing) AS listing_photo,
           (SELECT count(*) FROM honeyburst.enrichment) AS enrichment,
           (SELECT count(*) FROM honeyburst.enrichment WHERE state = 'done') AS prediction,
           (SELECT count(*) FROM honeyburst.suggestion) AS suggestion`);
  const read = async (table: string) => {
    const { rows } = await pool.query<{ total: number; indexes: number }>(
      'SELECT pg_total_relation_size($1::regclass) AS total, pg_indexes_size($1::regclass) AS indexes',
      [`honeyburst.${table}`],
    );
    const { total, indexes } = rows[0]!;
    const count = counts[0]![table]!;
    return { total: Math.round(total / count), ofThatIndexes: Math.round(indexes / count) };
  };
  return {
    listing: await read('listing'),
    listing_photo: await read('listing_photo'),
    enrichment: await read('enrichment'),
    prediction: await read('prediction'),
    suggestion: await read('suggestion'),
  };
}

/** Dispatches pages of 1,000 to a queue that takes no time, and undoes it as a worker does that stops. */
async function measureDispatch() {
  const queue = { depth: async () => 0, add: async () => {}, missing: async () => [] };
  const pages = 3;
  const { ms, walBytes } = await measure(async () => {
    for (let page = 0; page < pages; page++) await dispatchPage({ pool, queue, depth: 2000 });
  });
  const { rowCount } = await pool.query(
    `UPDATE honeyburst.enrichment SET state = 'pending' WHERE state = 'dispatched'`,
  );
  const rows = rowCount ?? 0;
  return {
    rows,
    msPerPage: round(ms / pages, 2),
    rowsPerSecond: Math.round((rows / ms) * 1000),
    walBytesPerRow: Math.round(walBytes / rows),
  };
}

/** Takes a sample through `enrich` as a worker does: claim, look for known photos, complete. */
async function measureEnriching(connections: number) {
  const { rows } = await pool.query<{ id: number }>(
    `SELECT id FROM honeyburst.enrichment WHERE state = 'pending' ORDER BY priority, id LIMIT $1`,
    [sample],
  );
  if (rows.length < sample) throw new Error(`only ${rows.length} rows are left of ${sample}`);
  await pool.query(
    `UPDATE honeyburst.enrichment SET state = 'dispatched', dispatched_at = now() WHERE id = ANY ($1)`,
    [rows.map(({ id }) => id)],
  );
  let statements = 0;
  const counting = countQueries(pool, () => statements++);
  const stages = freeStages({ pool: counting, log });
  const rest = rows.values();
  const times: number[] = [];
  const work = async () => {
    for (const { id } of rest) {
      const { result, seconds } = await timed(() => enrich(stages, id));
      if (result.outcome !== 'suggested') throw new Error(`row ${id}: ${result.outcome}`);
      times.push(seconds * 1000);
    }
  };
  const { ms, walBytes, ownCpuMs, postgresCpuMs } = await measure(() =>
    Promise.all(Array.from({ length: connections }, work)),
  );
  const { p50, p99 } = percentiles(times);
  return {
    connections,
    listingsPerSecond: Math.round((sample / ms) * 1000),
    p50Ms: p50,
    p99Ms: p99,
    statements: round(statements / sample, 2),
    walBytes: Math.round(walBytes / sample),
    ownCpuMs: round(ownCpuMs / sample, 2),
    postgresCpuMs: round(postgresCpuMs / sample, 2),
  };
}

/** A pool that calls `onQuery` for each statement; all that `enrich` needs of one. */
function countQueries(pool: Pool, onQuery: () => void): Pool {
  const query = (...args: Parameters<Queryable['query']>) => {
    onQuery();
    return pool.query(...args);
  };
  return { query } as unknown as Pool;
}

async function measureConnections(size: number) {
  const needed = sample * connectionCounts.length;
  await insertListings(pool, size + 1, size + Math.ceil(needed / 7) * 10);
  await enqueueFindings(pool, { model, priority: priorities.backfill });
  const results: Awaited<ReturnType<typeof measureEnriching>>[] = [];
  for (const connections of connectionCounts) results.push(await measureEnriching(connections));
  return results;
}

/** What workers cost that have nothing to do. */
async function measureIdle(loops: number) {
  await pool.query(`UPDATE honeyburst.enrichment SET state = 'skipped' WHERE state = 'pending'`);
  const seconds = 8;
  const { ms, transactions, postgresCpuMs } = await measure(() => runLoops(loops, { photoMs: 0, seconds }));
  return {
    workers: loops,
    transactionsPerSecond: Math.round(transactions / seconds),
    postgresShareOfOneCore: round(postgresCpuMs / ms, 2),
  };
}

/** Runs so many worker loops, each with a dispatcher and a classifier of its own, on one database and one queue. */
async function measureWorkers(loops: number, rate: number) {
  const seconds = 12;
  const wanted = Math.min((loops * rate) / photosPerListing, 700) * (seconds + 4);
  const first = (await countListings()) + 1;
  await insertListings(pool, first, first + Math.ceil((wanted / 7) * 10));
  const { added } = await enqueueFindings(pool, { model, priority: priorities.backfill });
  await pool.query('VACUUM (ANALYZE) honeyburst.enrichment');
  const { result, transactions, walBytes, postgresCpuMs } = await measure(() =>
    runLoops(loops, { photoMs: 1000 / rate, seconds }),
  );
  const { listings, cpuMs } = result;
  const done = sum(listings);
  await pool.query(
    `UPDATE honeyburst.enrichment SET state = 'skipped' WHERE state IN ('pending', 'dispatched')`,
  );
  return {
    workers: loops,
    photosPerSecondOfAWorker: rate,
    queue: redisUrl ? 'redis' : 'postgres',
    possiblePerSecond: Math.round((loops * rate) / photosPerListing),
    listingsPerSecond: Math.round(done / seconds),
    ranOut: done >= added,
    smallestShare: Math.min(...listings),
    largestShare: Math.max(...listings),
    transactionsPerListing: round(transactions / done, 2),
    walBytesPerListing: Math.round(walBytes / done),
    ownCpuMsPerListing: round(cpuMs / done, 2),
    postgresCpuMsPerListing: round(postgresCpuMs / done, 2),
  };
}

async function runLoops(loops: number, { photoMs, seconds }: { photoMs: number; seconds: number }) {
  const processes = Math.min(loops, 4);
  const loopsOfOne = Math.ceil(loops / processes);
  const { name } = locateQueue({ redisUrl, databaseUrl: database.url, log });
  const { reports } = await runWorkerProcesses(processes, {
    location: { name, redisUrl, databaseUrl: database.url },
    loops: loopsOfOne,
    photoMs,
    concurrency: 16,
    connections: Math.min(30, 10 * loopsOfOne),
    depth: Math.max(1000, loops * 32),
    seconds,
  });
  await forgetQueue(redisUrl, name);
  return {
    listings: reports.flatMap(({ listings }) => listings),
    cpuMs: sum(reports.map(({ cpuMs }) => cpuMs)),
  };
}
