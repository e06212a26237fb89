/**
 * A ledger of a million listings, in a database of its own: rates and memory of the backfill, the dispatcher's bound,
 * what the hot queries read while the ledger is full, while it is worked off and long after. Prints JSON; ends with
 * status 1 where a plan reads a big table from end to end, the queue grew above its bound, or memory grew.
 * By hand: npm run build && REDIS_URL=redis://127.0.0.1:6379 node bench/scale.js [listings]
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { claimEnrichment } from '../dist/enrichment/claim.js';
import { completeEnrichment } from '../dist/enrichment/complete.js';
import { dispatchPage, runDispatcher } from '../dist/enrichment/dispatch.js';
import { findKnownScores } from '../dist/enrichment/known-scores.js';
import { listEnrichments } from '../dist/enrichment/list.js';
import { enqueueFindings, priorities } from '../dist/enrichment/producer.js';
import { reconcile } from '../dist/enrichment/reopen.js';
import { hasOpenRows } from '../dist/enrichment/worker.js';
import { createLog } from '../dist/log.js';
import { readLedgerState } from '../dist/metrics/read-state.js';
import { createQueue } from '../dist/queue/queue.js';
import { createWorker } from '../dist/queue/worker.js';
import { queueQuery } from '../dist/review/queue.js';
import { explainStatements } from './explain.js';
import { openScratchDatabase } from './scratch-database.js';
import { closeRows, families, finishes, insertListings, insertModel, model } from './synthetic-catalogue.js';

const listings = Number(process.argv[2] ?? 1_000_000);
const { REDIS_URL: redisUrl } = process.env;
const depth = 1000;
const bigTables = ['listing', 'listing_photo', 'enrichment', 'prediction', 'suggestion'];
const problems = [];
let memory = [];

const log = createLog('error', false);
const database = await openScratchDatabase({ connections: 8, log });
const { pool } = database;
try {
  // As on a server that is meant for this: else the million rows are written twice, once for each of many checkpoints.
  await pool.query(`ALTER SYSTEM SET max_wal_size = '8GB'`);
  await pool.query('SELECT pg_reload_conf()');
  await insertModel(pool);
  const insert = await measure(() => insertListings(pool, 1, listings));
  const once = (options) => () =>
    enqueueFindings(pool, { model, priority: priorities.backfill, onPage: sample, ...options });
  const report = {
    listings,
    insertSeconds: insert.seconds,
    dryRun: await measureBackfill(once({ dryRun: true })),
    backfill: await measureBackfill(once()),
    again: await measureBackfill(once()),
    dispatcher: { postgres: await measureDispatcher(undefined) },
  };
  if (redisUrl) report.dispatcher.redis = await measureDispatcher(redisUrl);
  // Statistics are those of a ledger on which everything waits; from here on they are older than what was done.
  await pool.query('VACUUM (ANALYZE) honeyburst.enrichment');
  await pool.query('ALTER TABLE honeyburst.enrichment SET (autovacuum_enabled = false)');
  report.full = await explainAll();
  const half = listings / 2;
  const tenth = listings / 10;
  await closeRows(pool, 1, tenth, { predictions: true });
  await closeRows(pool, tenth + 1, half, { predictions: false });
  report.halfDone = await explainAll();
  await closeRows(pool, half + 1, listings, { predictions: false });
  report.doneUncleaned = await explainAll(['hasOpenRows', 'dispatch', 'reconcile']);
  await pool.query('ALTER TABLE honeyburst.enrichment RESET (autovacuum_enabled)');
  await pool.query('VACUUM (ANALYZE)');
  report.done = await explainAll();
  report.backfillOfDone = await measureBackfill(once());
  report.problems = problems;
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  if (problems.length > 0) process.exitCode = 1;
} finally {
  await database.close();
}

function sample() {
  memory.push(process.memoryUsage.rss() / 1e6);
}

async function measure(work) {
  const startedAt = performance.now();
  const result = await work();
  return { result, seconds: Math.round((performance.now() - startedAt) / 10) / 100 };
}

async function measureBackfill(work) {
  memory = [];
  const { result, seconds } = await measure(work);
  const middle = Math.ceil(memory.length / 2);
  const [firstHalf, secondHalf] = [memory.slice(0, middle), memory.slice(middle)].map((half) =>
    Math.round(Math.max(...half)),
  );
  if (secondHalf > firstHalf * 1.2) problems.push(`memory grew from ${firstHalf} to ${secondHalf} MB`);
  return {
    ...result,
    seconds,
    examinedPerSecond: Math.round(result.examined / seconds),
    addedPerSecond: Math.round(result.added / seconds),
    rssMegabytes: { firstHalf, secondHalf },
  };
}

/** Two dispatchers and a worker that takes no time: how fast rows go to the queue, and how many lie there at most. */
async function measureDispatcher(url) {
  const seconds = 8;
  const location = {
    name: `bench-${randomBytes(4).toString('hex')}`,
    redisUrl: url,
    databaseUrl: database.url,
    log,
  };
  const queue = createQueue({ ...location, attempts: 4, backoffMs: 100 });
  const stopping = new AbortController();
  const dispatchers = [1, 2].map(() => runDispatcher({ pool, queue, depth, log }, stopping.signal));
  const depths = [];
  const watch = async (until) => {
    while (performance.now() < until) {
      depths.push(await queue.depth());
      await sleep(20);
    }
  };
  // Filled first, so that the bound is seen.
  await watch(performance.now() + 2000);
  const before = await countDispatched();
  const worker = createWorker({ ...location, concurrency: 64, enrich: async () => {} });
  await watch(performance.now() + seconds * 1000);
  const rowsPerSecond = Math.round(((await countDispatched()) - before) / seconds);
  stopping.abort();
  await Promise.all(dispatchers);
  await worker.close(5000);
  await queue.close();
  if (url) {
    const redis = new Redis(url);
    await redis.del(await redis.keys(`bull:${location.name}:*`));
    await redis.quit();
  }
  await pool.query(`UPDATE honeyburst.enrichment SET state = 'pending' WHERE state = 'dispatched'`);
  const deepest = Math.max(...depths);
  if (deepest > depth) problems.push(`the queue held ${deepest} jobs`);
  return { depth, deepest, rowsPerSecond };
}

async function countDispatched() {
  const { rows } = await pool.query(`SELECT count(*) FROM honeyburst.enrichment WHERE state = 'dispatched'`);
  return rows[0].count;
}

/** The plans of the hot queries, each with what it took. */
async function explainAll(names) {
  const { rows } = await pool.query(
    `SELECT coalesce((SELECT id FROM honeyburst.enrichment WHERE state = 'pending' ORDER BY priority, id LIMIT 1),
                     (SELECT max(id) FROM honeyburst.enrichment)) AS id`,
  );
  const { id } = rows[0];
  const sink = { add: async () => {}, depth: async () => 0, missing: async (rows) => [...rows] };
  const page = new Error('one page is enough');
  const aPage = (after) => (db) =>
    enqueueFindings(startingAt(db, after), {
      model,
      priority: priorities.backfill,
      onPage() {
        throw page;
      },
    }).catch((error) => {
      if (error !== page) throw error;
    });
  const queries = {
    producer: aPage(Math.floor(listings / 2)),
    dispatch: (db) => dispatchPage({ pool: db, queue: sink, depth: 2000 }),
    hasOpenRows,
    reconcile: async (db) => {
      await dispatchPage({ pool: db, queue: sink, depth: 1000 });
      await reconcile({ pool: db, queue: sink, olderThanMs: -1000 });
    },
    claim: (db) => claimEnrichment(db, id, { maxAttempts: 4, maxPhotos: 4, alone: false }),
    complete: (db) => completeEnrichment(db, completion(id)),
    knownPhotos: (db) =>
      findKnownScores(db, { model, labels: { coarse: families, fine: finishes } }, [
        '00'.repeat(32),
        'ff'.repeat(32),
      ]),
    listSkipped: (db) => listEnrichments(db, { state: 'skipped', limit: 50 }),
    listByCode: (db) => listEnrichments(db, { code: 'photo_timeout', limit: 50 }),
    listPending: (db) => listEnrichments(db, { state: 'pending', limit: 50 }),
    ledgerState: readLedgerState,
    suggestionQueue: (db) => suggestionPage(db, {}),
    suggestionQueueOfFamily: (db) => suggestionPage(db, { family: 'family-3' }),
  };
  const plans = {};
  for (const [name, run] of Object.entries(queries)) {
    if (names && !names.includes(name)) continue;
    plans[name] = await explainStatements(pool, run);
    for (const { statement, seqScans, executionMs } of plans[name]) {
      // Counting what waits while nearly everything waits takes the whole table, and should.
      const whole = name === 'ledgerState' ? [] : seqScans.filter((table) => bigTables.includes(table));
      if (whole.length > 0) problems.push(`${name} reads all of ${whole} (${executionMs} ms): ${statement}`);
    }
    plans[name] = plans[name].filter(({ scans }) => scans.length > 0).map(({ seqScans, ...plan }) => plan);
  }
  return plans;
}

/** The producer begins at the first listing: here it sees none before the middle. */
function startingAt(db, after) {
  return {
    ...db,
    query: (text, values) => db.query(text, values?.[0] === 0 ? [after, ...values.slice(1)] : values),
  };
}

function suggestionPage(db, filter) {
  const request = {
    order: 'doubtful',
    filter: { status: 'pending', ...filter },
    limit: 50,
    blindShare: 0.05,
  };
  const { text, values } = queueQuery(request);
  return db.query(text, values);
}

function completion(id) {
  const even = (count) => Array.from({ length: count }, () => 1 / count);
  return {
    id,
    predictions: [0, 1, 2, 3].map((position) => ({
      position,
      url: `https://images.example/${position}`,
      sha256: 'ab'.repeat(32),
      family: families[0],
      finish: finishes[0].slug,
      confidence: 0.5,
      bodyShare: 0.9,
      familyProbabilities: even(families.length),
      finishProbabilities: even(finishes.length),
    })),
    photoErrors: [],
    answer: { level: 'finish', family: families[0], finish: finishes[0].slug, confidence: 0.5 },
    suggestion: { reasons: ['missing'], evidence: {} },
    taxonomyVersion: null,
    fetchMs: 1,
    classifyMs: 1,
  };
}
