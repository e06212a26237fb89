/**
 * What a listing costs as the catalogue grows, what a queued job costs, and how a database holds with a hundred worker
 * loops; and from these, where the line bends on the way to 100 million listings and 100 workers. Prints JSON.
 * By hand: npm run build && REDIS_URL=redis://127.0.0.1:6379 node bench/growth.js [sizes] [photos a second of a worker]
 * Sizes, such as 10000,100000,1000000, are numbers of listings. The Redis is filled with up to 20,000 jobs and emptied again.
 */
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { Redis } from 'ioredis';
import { createPool } from '../dist/database/pool.js';
import { dispatchPage } from '../dist/enrichment/dispatch.js';
import { enrich } from '../dist/enrichment/enrich.js';
import { enqueueFindings, priorities } from '../dist/enrichment/producer.js';
import { createLog } from '../dist/log.js';
import { createQueue } from '../dist/queue/queue.js';
import { createWorker } from '../dist/queue/worker.js';
import { freeStages } from './free-stages.js';
import { forecast } from './growth-model.js';
import { openScratchDatabase } from './scratch-database.js';
import { runWorkerProcesses } from './start-workers.js';
import { closeRows, insertListings, insertModel, model, photosPerListing } from './synthetic-catalogue.js';

const sizes = (process.argv[2] ?? '10000,100000,1000000').split(',').map(Number);
const photosPerSecond = Number(process.argv[3] ?? 55);
const { REDIS_URL: redisUrl } = process.env;
/** Rows of the ledger that are left for each measurement. */
const sample = 3000;
const sampleListings = Math.ceil(sample / 7) * 10;
const connectionCounts = [1, 4, 16, 64];

const log = createLog('error', false);
const database = await openDatabase();
const { pool } = database;
try {
  // As on a server that is meant for this: else checkpoints, one every few seconds, are most of what is measured.
  await pool.query(`ALTER SYSTEM SET max_wal_size = '8GB'`);
  await pool.query('SELECT pg_reload_conf()');
  const report = { listings: [] };
  let have = await countListings();
  if (have === 0) await insertModel(pool);
  for (const size of sizes) {
    // A catalogue that was there already needs a sample to be measured with.
    const to = Math.max(size, have + sampleListings);
    report.listings.push(await measureAt(have, to));
    have = to;
  }
  report.connections = await measureConnections(have);
  report.queue = { postgres: await measureQueue(undefined) };
  if (redisUrl) report.queue.redis = await measureQueue(redisUrl);
  report.idle = await measureIdle(100);
  report.workers = [];
  for (const loops of [1, 10, 100]) report.workers.push(await measureWorkers(loops, photosPerSecond));
  report.workers.push(await measureWorkers(100, 10));
  report.forecast = forecast(report, { photosPerSecond, photosPerListing });
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
} finally {
  await database.close();
}

/** BENCH_DATABASE_URL: one that was filled before, as a million listings take a while. */
async function openDatabase() {
  const url = process.env.BENCH_DATABASE_URL;
  if (!url) return openScratchDatabase({ connections: 64, log });
  const pool = createPool(url, { size: 64, log });
  return { url, pool, close: () => pool.end() };
}

async function countListings() {
  const { rows } = await pool.query('SELECT coalesce(max(id), 0) AS last FROM honeyburst.listing');
  return rows[0].last;
}

/** Grows the catalogue, its ledger done but for a sample, and takes that through claim and completion. */
async function measureAt(from, to) {
  const insert = await timed(() => insertListings(pool, from + 1, to));
  const backfill = await timed(() => enqueueFindings(pool, { model, priority: priorities.backfill }));
  const again = await timed(() => enqueueFindings(pool, { model, priority: priorities.backfill }));
  await pool.query('ANALYZE honeyburst.enrichment');
  const fill = await timed(() => closeRows(pool, from + 1, to - sampleListings, { predictions: true }));
  await pool.query('VACUUM (ANALYZE)');
  await pool.query('CHECKPOINT');
  const done = await countRows();
  const dispatch = await measureDispatch();
  const enriching = await measureEnriching({ rows: sample, connections: 16 });
  return {
    listings: to,
    insertedPerSecond: Math.round((to - from) / insert.seconds),
    backfillExaminedPerSecond: Math.round(to / backfill.seconds),
    ledgerRowsPerSecond: Math.round(backfill.result.added / backfill.seconds),
    againExaminedPerSecond: Math.round(to / again.seconds),
    filledPerSecond: Math.round(((to - from) * 0.7) / fill.seconds),
    bytesPerListing: await readBytes(done),
    dispatch,
    enriching,
  };
}

async function countRows() {
  const { rows } = await pool.query(`
    SELECT (SELECT count(*) FROM honeyburst.listing) AS listing, (SELECT count(*) FROM honeyburst.listing) AS listing_photo,
           (SELECT count(*) FROM honeyburst.enrichment) AS enrichment,
           (SELECT count(*) FROM honeyburst.enrichment WHERE state = 'done') AS prediction,
           (SELECT count(*) FROM honeyburst.suggestion) AS suggestion`);
  return rows[0];
}

/** Of a listing with its photos, a row of the ledger, the predictions of a listing that is done, a suggestion. */
async function readBytes(counts) {
  const { rows } = await pool.query(
    `SELECT relname AS name, pg_total_relation_size(oid) AS total, pg_indexes_size(oid) AS indexes FROM pg_class
      WHERE relnamespace = 'honeyburst'::regnamespace AND relname = ANY ($1)`,
    [Object.keys(counts)],
  );
  return Object.fromEntries(
    rows.map(({ name, total, indexes }) => [
      name,
      { total: Math.round(total / counts[name]), ofThatIndexes: Math.round(indexes / counts[name]) },
    ]),
  );
}

/** Pages of 1,000 to a queue that takes no time, undone afterwards by what a worker that stops does. */
async function measureDispatch() {
  const sink = { depth: async () => 0, add: async () => {} };
  const pages = 3;
  const measured = await measureDatabase(async () => {
    for (let page = 0; page < pages; page++) await dispatchPage({ pool, queue: sink, depth: 2000 });
  });
  const { rowCount } = await pool.query(
    `UPDATE honeyburst.enrichment SET state = 'pending' WHERE state = 'dispatched'`,
  );
  return {
    rows: rowCount,
    msPerPage: round(measured.ms / pages),
    rowsPerSecond: Math.round((rowCount / measured.ms) * 1000),
    walBytesPerRow: Math.round(measured.walBytes / rowCount),
  };
}

/** Through `enrich` as a worker calls it: claim, look for known photos, complete. */
async function measureEnriching({ rows: count, connections }) {
  const { rows } = await pool.query(
    `SELECT id FROM honeyburst.enrichment WHERE state = 'pending' ORDER BY priority, id LIMIT $1`,
    [count],
  );
  if (rows.length < count) throw new Error(`only ${rows.length} rows are left of ${count}`);
  await pool.query(
    `UPDATE honeyburst.enrichment SET state = 'dispatched', dispatched_at = now() WHERE id = ANY ($1)`,
    [rows.map(({ id }) => id)],
  );
  let statements = 0;
  const counting = {
    query(...args) {
      statements++;
      return pool.query(...args);
    },
  };
  const stages = freeStages({ pool: counting, log });
  const ids = rows.map(({ id }) => id)[Symbol.iterator]();
  const latencies = [];
  const measured = await measureDatabase(() =>
    Promise.all(
      Array.from({ length: connections }, async () => {
        for (const id of ids) {
          const startedAt = performance.now();
          const { outcome } = await enrich(stages, id);
          if (outcome !== 'suggested') throw new Error(`row ${id}: ${outcome}`);
          latencies.push(performance.now() - startedAt);
        }
      }),
    ),
  );
  latencies.sort((a, b) => a - b);
  return {
    connections,
    listingsPerSecond: Math.round((count / measured.ms) * 1000),
    p50Ms: round(latencies[count >> 1]),
    p99Ms: round(latencies[Math.floor(count * 0.99)]),
    statements: round(statements / count),
    walBytes: Math.round(measured.walBytes / count),
    ownCpuMs: round(measured.ownCpuMs / count),
    postgresCpuMs: round(measured.postgresCpuMs / count),
  };
}

async function measureConnections(size) {
  const needed = sample * connectionCounts.length;
  const last = size + Math.ceil(needed / 7) * 10;
  await insertListings(pool, size + 1, last);
  await enqueueFindings(pool, { model, priority: priorities.backfill });
  const results = [];
  for (const connections of connectionCounts)
    results.push(await measureEnriching({ rows: sample, connections }));
  return results;
}

/** What a job takes on its way through the queue, and while it lies there. */
async function measureQueue(url) {
  const jobs = url ? 20_000 : 10_000;
  const location = { name: queueName(), redisUrl: url, databaseUrl: database.url, log };
  const queue = createQueue({ ...location, attempts: 4, backoffMs: 100 });
  const redis = url && new Redis(url);
  const bytes = async () => {
    if (redis) return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))[1]);
    const { rows } = await pool.query(
      `SELECT sum(pg_total_relation_size(oid)) AS bytes FROM pg_class
        WHERE relnamespace = 'bullmq'::regnamespace AND relkind = 'r'`,
    );
    return Number(rows[0].bytes);
  };
  const calls = async () => {
    const text = redis ? await redis.info('commandstats') : '';
    return [...text.matchAll(/calls=(\d+),usec=(\d+)/g)].reduce(
      (sum, [, count, us]) => ({ count: sum.count + Number(count), us: sum.us + Number(us) }),
      { count: 0, us: 0 },
    );
  };
  await queue.depth();
  const before = await bytes();
  const add = await timed(async () => {
    for (let first = 1; first <= jobs; first += 1000) {
      await queue.add(
        Array.from({ length: 1000 }, (_, i) => ({ enrichmentId: first + i, dispatches: 1, priority: 10 })),
      );
    }
  });
  const held = (await bytes()) - before;
  const callsBefore = await calls();
  const take = await timed(async () => {
    let left = jobs;
    let allTaken;
    const all = new Promise((resolve) => {
      allTaken = resolve;
    });
    const worker = createWorker({
      ...location,
      concurrency: 64,
      enrich: async () => {
        if (--left === 0) allTaken();
      },
    });
    await all;
    await worker.close(5000);
  });
  const callsAfter = await calls();
  await queue.close();
  if (redis) {
    await redis.del(await redis.keys(`bull:${location.name}:*`));
    await redis.quit();
  }
  return {
    bytesPerJob: Math.round(held / jobs),
    addedPerSecond: Math.round(jobs / add.seconds),
    takenPerSecond: Math.round(jobs / take.seconds),
    ...(redis && {
      commandsPerJob: round((callsAfter.count - callsBefore.count) / jobs),
      redisCpuUsPerJob: round((callsAfter.us - callsBefore.us) / jobs),
    }),
  };
}

/** What workers cost that have nothing to do. */
async function measureIdle(loops) {
  await pool.query(`UPDATE honeyburst.enrichment SET state = 'skipped' WHERE state = 'pending'`);
  const seconds = 8;
  const measured = await measureDatabase(() => runLoops(loops, { photoMs: 0, seconds }));
  return {
    workers: loops,
    transactionsPerSecond: Math.round(measured.transactions / seconds),
    postgresShareOfOneCore: round(measured.postgresCpuMs / measured.ms),
  };
}

/** So many worker loops, each with a dispatcher and a classifier of its own, against one database and one queue. */
async function measureWorkers(loops, rate) {
  const seconds = 12;
  const wanted = Math.min((loops * rate) / photosPerListing, 700) * (seconds + 4);
  const first = (await countListings()) + 1;
  await insertListings(pool, first, first + Math.ceil((wanted / 7) * 10));
  const { added } = await enqueueFindings(pool, { model, priority: priorities.backfill });
  await pool.query('VACUUM (ANALYZE) honeyburst.enrichment');
  const measured = await measureDatabase(() => runLoops(loops, { photoMs: 1000 / rate, seconds }));
  const { listings, cpuMs } = measured.result;
  const done = listings.reduce((sum, one) => sum + one, 0);
  const sorted = [...listings].sort((a, b) => a - b);
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
    smallestShare: sorted[0],
    largestShare: sorted.at(-1),
    transactionsPerListing: round(measured.transactions / done),
    walBytesPerListing: Math.round(measured.walBytes / done),
    ownCpuMsPerListing: round(cpuMs / done),
    postgresCpuMsPerListing: round(measured.postgresCpuMs / done),
  };
}

async function runLoops(loops, { photoMs, seconds }) {
  const processes = Math.min(loops, 4);
  const name = queueName();
  const { told } = await runWorkerProcesses(processes, {
    location: { name, redisUrl, databaseUrl: database.url },
    loops: Math.ceil(loops / processes),
    photoMs,
    concurrency: 16,
    connections: Math.min(30, 10 * Math.ceil(loops / processes)),
    depth: Math.max(1000, loops * 32),
    seconds,
  });
  if (redisUrl) {
    const redis = new Redis(redisUrl);
    await redis.del(await redis.keys(`bull:${name}:*`));
    await redis.quit();
  }
  return {
    listings: told.flatMap((one) => one.listings),
    cpuMs: told.reduce((sum, one) => sum + one.cpuMs, 0),
  };
}

/** CPU times are of the processes themselves, so that they hold on a machine that is shared. */
async function measureDatabase(work) {
  const read = async () => {
    const client = createPool(database.url, { size: 1, log });
    // Sessions report at the end of a transaction, but not more often than once a second.
    await client.query('SELECT pg_sleep(1.1)');
    const { rows } = await client.query(
      `SELECT (pg_current_wal_insert_lsn() - '0/0')::float8 AS "walBytes", xact_commit AS transactions
         FROM pg_stat_database WHERE datname = current_database()`,
    );
    await client.end();
    return rows[0];
  };
  const before = await read();
  const own = process.cpuUsage();
  const postgres = await readPostgresCpuMs();
  const { result, seconds } = await timed(work);
  const { user, system } = process.cpuUsage(own);
  const postgresCpuMs = (await readPostgresCpuMs()) - postgres;
  const after = await read();
  const ownCpuMs = (user + system) / 1000;
  return {
    result,
    ms: seconds * 1000,
    ownCpuMs,
    postgresCpuMs,
    ...Object.fromEntries(Object.keys(before).map((key) => [key, after[key] - before[key]])),
  };
}

async function timed(work) {
  const startedAt = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - startedAt) / 1000 };
}

function queueName() {
  return `bench-${randomBytes(4).toString('hex')}`;
}

/** Of the server and all sessions that it has or had. */
async function readPostgresCpuMs() {
  const { rows } = await pool.query('SELECT pg_backend_pid() AS pid');
  const server = (await readStat(rows[0].pid)).parent;
  let ms = (await readStat(server)).withChildrenMs;
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readStat(entry).catch(() => undefined);
    if (stat?.parent === server) ms += stat.ms;
  }
  return ms;
}

async function readStat(pid) {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  const [, parent, ...rest] = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [user, system, childUser, childSystem] = rest.slice(9, 13);
  return { parent, ms: (user + system) * 10, withChildrenMs: (user + system + childUser + childSystem) * 10 };
}

function round(value) {
  return Math.round(value * 100) / 100;
}
