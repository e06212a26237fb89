import { setTimeout as sleep } from 'node:timers/promises';
import { readLabels } from '#dist/classifier/model-labels.js';
import type { Pool, Queryable } from '#dist/database/pool.js';
import { claimEnrichment } from '#dist/enrichment/claim.js';
import { type Completion, completeEnrichment } from '#dist/enrichment/complete.js';
import { dispatchPage, runDispatcher } from '#dist/enrichment/dispatch.js';
import type { DispatchQueue } from '#dist/enrichment/dispatch-queue.js';
import { findKnownScores } from '#dist/enrichment/known-scores.js';
import { listEnrichments } from '#dist/enrichment/list.js';
import {
  type EnqueueOptions,
  type EnqueueResult,
  enqueueFindings,
  priorities,
} from '#dist/enrichment/producer.js';
import { reconcile } from '#dist/enrichment/reopen.js';
import { hasOpenRows } from '#dist/enrichment/worker.js';
import { createLog } from '#dist/log.js';
import { readLedgerState } from '#dist/metrics/read-state.js';
import { createWorker } from '#dist/queue/worker.js';
import { queueQuery } from '#dist/review/queue.js';
import type { QueueFilter } from '#dist/review/queue-filter.js';
import { number, readArguments } from './rig/arguments.js';
import { explainStatements, type StatementPlan } from './rig/explain.js';
import { forgetQueue, locateQueue, openQueue } from './rig/queue.js';
import { openScratchDatabase, spaceCheckpoints } from './rig/scratch-database.js';
import { printReport, round, timed } from './rig/statistics.js';
import {
  closeRows,
  families,
  finishes,
  insertListings,
  insertModel,
  model,
} from './rig/synthetic-catalogue.js';

const {
  flags: { listings },
} = readArguments({
  about: `
A ledger of many listings, in a database of its own: rates and memory of the backfill, the dispatcher's bound, and what
the hot queries read while the ledger is full, while it is worked off, and long after. The queue is on Postgres, and also
on Redis if REDIS_URL is set. Prints JSON. Ends with status 1 if a plan reads a big table from end to end, the queue grew
above its bound, or memory grew.`,
  flags: { listings: number('listings', 1_000_000) },
});

const { REDIS_URL: redisUrl } = process.env;
const depth = 1000;
const bigTables = ['listing', 'listing_photo', 'enrichment', 'prediction', 'suggestion'];
const problems: string[] = [];

const log = createLog('error', false);
const database = await openScratchDatabase({ connections: 8, log });
const { pool } = database;
try {
  await spaceCheckpoints(pool);
  await insertModel(pool);
  const insert = await timed(() => insertListings(pool, 1, listings));
  const dryRun = await measureBackfill({ dryRun: true });
  const backfill = await measureBackfill();
  const again = await measureBackfill();
  const dispatcher = {
    postgres: await measureDispatcher(undefined),
    ...(redisUrl && { redis: await measureDispatcher(redisUrl) }),
  };
  // These statistics are of a ledger on which everything waits; from here on they are older than the work.
  await pool.query('VACUUM (ANALYZE) honeyburst.enrichment');
  await pool.query('ALTER TABLE honeyburst.enrichment SET (autovacuum_enabled = false)');
  const full = await explainAll();
  const half = listings / 2;
  const tenth = listings / 10;
  await closeRows(pool, 1, tenth, { predictions: true });
  await closeRows(pool, tenth + 1, half, { predictions: false });
  const halfDone = await explainAll();
  await closeRows(pool, half + 1, listings, { predictions: false });
  const doneUncleaned = await explainAll(['hasOpenRows', 'dispatch', 'reconcile']);
  await pool.query('ALTER TABLE honeyburst.enrichment RESET (autovacuum_enabled)');
  await pool.query('VACUUM (ANALYZE)');
  const done = await explainAll();
  const backfillOfDone = await measureBackfill();
  const rates = { insertSeconds: round(insert.seconds, 2), dryRun, backfill, again, dispatcher };
  printReport({ listings, ...rates, full, halfDone, doneUncleaned, done, backfillOfDone, problems });
  if (problems.length > 0) process.exitCode = 1;
} finally {
  await database.close();
}

async function measureBackfill(options: Pick<EnqueueOptions, 'dryRun'> = {}) {
  const memory: number[] = [];
  const onPage = () => void memory.push(process.memoryUsage.rss() / 1e6);
  const { result, seconds } = await timed<EnqueueResult>(() =>
    enqueueFindings(pool, { model, priority: priorities.backfill, onPage, ...options }),
  );
  const middle = Math.ceil(memory.length / 2);
  const firstHalf = Math.round(Math.max(...memory.slice(0, middle)));
  const secondHalf = Math.round(Math.max(...memory.slice(middle)));
  if (secondHalf > firstHalf * 1.2) problems.push(`memory grew from ${firstHalf} to ${secondHalf} MB`);
  return {
    ...result,
    seconds: round(seconds, 2),
    examinedPerSecond: Math.round(result.examined / seconds),
    addedPerSecond: Math.round(result.added / seconds),
    rssMegabytes: { firstHalf, secondHalf },
  };
}

/** Two dispatchers and a worker that takes no time: how fast rows reach the queue, and how many lie there at most. */
async function measureDispatcher(redisUrl: string | undefined) {
  const seconds = 8;
  const location = locateQueue({ redisUrl, databaseUrl: database.url, log });
  const queue = openQueue(location);
  const stopping = new AbortController();
  const dispatchers = [1, 2].map(() => runDispatcher({ pool, queue, depth, log }, stopping.signal));
  const depths: number[] = [];
  const watch = async (until: number) => {
    while (performance.now() < until) {
      depths.push(await queue.depth());
      await sleep(20);
    }
  };
  // The queue fills first, so that its bound shows.
  await watch(performance.now() + 2000);
  const before = await countDispatched();
  const worker = createWorker({ ...location, concurrency: 64, enrich: async () => {} });
  await watch(performance.now() + seconds * 1000);
  const rowsPerSecond = Math.round(((await countDispatched()) - before) / seconds);
  stopping.abort();
  await Promise.all(dispatchers);
  await worker.close(5000);
  await queue.close();
  await forgetQueue(redisUrl, location.name);
  await pool.query(`UPDATE honeyburst.enrichment SET state = 'pending' WHERE state = 'dispatched'`);
  const deepest = Math.max(...depths);
  if (deepest > depth) problems.push(`the queue held ${deepest} jobs`);
  return { depth, deepest, rowsPerSecond };
}

async function countDispatched(): Promise<number> {
  const { rows } = await pool.query(`SELECT count(*) FROM honeyburst.enrichment WHERE state = 'dispatched'`);
  return rows[0].count;
}

/** The plans of the hot queries (or of those named), each with what it took. */
async function explainAll(names?: readonly string[]) {
  const { rows } = await pool.query<{ id: number }>(
    `SELECT coalesce((SELECT id FROM honeyburst.enrichment WHERE state = 'pending' ORDER BY priority, id LIMIT 1),
                     (SELECT max(id) FROM honeyburst.enrichment)) AS id`,
  );
  const { id } = rows[0]!;
  const queue: DispatchQueue = {
    add: async () => {},
    depth: async () => 0,
    missing: async (rows) => [...rows],
  };
  const page = new Error('one page is enough');
  const enqueuePage = (db: Pool) =>
    enqueueFindings(startingAt(db, Math.floor(listings / 2)), {
      model,
      priority: priorities.backfill,
      onPage() {
        throw page;
      },
    }).catch((error) => {
      if (error !== page) throw error;
    });
  const queries: Record<string, (db: Pool) => Promise<unknown>> = {
    producer: enqueuePage,
    dispatch: (db) => dispatchPage({ pool: db, queue, depth: 2000 }),
    hasOpenRows,
    reconcile: async (db) => {
      await dispatchPage({ pool: db, queue, depth: 1000 });
      await reconcile({ pool: db, queue, olderThanMs: -1000 });
    },
    claim: (db) => claimEnrichment(db, id, { maxAttempts: 4, maxPhotos: 4, alone: false }),
    complete: (db) => completeEnrichment(db, completion(id)),
    knownPhotos: (db) =>
      findKnownScores(
        db,
        { model, labels: readLabels({ families: [...families], finishes: [...finishes] }) },
        ['00'.repeat(32), 'ff'.repeat(32)],
      ),
    listSkipped: (db) => listEnrichments(db, { state: 'skipped', limit: 50 }),
    listByCode: (db) => listEnrichments(db, { code: 'photo_timeout', limit: 50 }),
    listPending: (db) => listEnrichments(db, { state: 'pending', limit: 50 }),
    ledgerState: readLedgerState,
    suggestionQueue: (db) => suggestionPage(db, {}),
    suggestionQueueOfFamily: (db) => suggestionPage(db, { family: 'family-3' }),
  };
  const plans: Record<string, Omit<StatementPlan, 'seqScans'>[]> = {};
  for (const [name, run] of Object.entries(queries)) {
    if (names && !names.includes(name)) continue;
    const found = await explainStatements(pool, run);
    for (const { statement, seqScans, executionMs } of found) {
      // The ledger's state counts what waits; while nearly everything waits it should read the whole table.
      const whole = name === 'ledgerState' ? [] : seqScans.filter((table) => bigTables.includes(table));
      if (whole.length > 0) problems.push(`${name} reads all of ${whole} (${executionMs} ms): ${statement}`);
    }
    plans[name] = found.filter(({ scans }) => scans.length > 0).map(({ seqScans, ...plan }) => plan);
  }
  return plans;
}

/** The producer begins at the first listing; here it begins behind `after`. */
function startingAt(db: Queryable, after: number): Queryable {
  const query = (text: string, values?: unknown[]) =>
    db.query(text, values?.[0] === 0 ? [after, ...values.slice(1)] : values);
  return { query } as Queryable;
}

function suggestionPage(db: Queryable, filter: Partial<QueueFilter>) {
  const { text, values } = queueQuery({
    order: 'doubtful',
    filter: { status: 'pending', ...filter },
    limit: 50,
    blindShare: 0.05,
  });
  return db.query(text, values);
}

function completion(id: number): Completion {
  const even = (count: number) => Array.from({ length: count }, () => 1 / count);
  const [family, finish] = [families[0]!, finishes[0]!.slug];
  const evidence = {
    photos: [],
    text: { agreement: 'absent' as const, finish: null, family: null, phrase: null },
    stated: { text: null, finish: null, family: null },
    alternatives: [],
  };
  return {
    id,
    predictions: [0, 1, 2, 3].map((position) => ({
      position,
      url: `https://images.example/${position}`,
      sha256: 'ab'.repeat(32),
      family,
      finish,
      confidence: 0.5,
      bodyShare: 0.9,
      familyProbabilities: even(families.length),
      finishProbabilities: even(finishes.length),
    })),
    photoErrors: [],
    answer: { level: 'finish', family, finish, confidence: 0.5 },
    seen: { level: 'finish', family, finish, confidence: 0.5 },
    suggestion: { reasons: ['missing'], suspicion: 0, either: null, evidence },
    taxonomyVersion: null,
    fetchMs: 1,
    classifyMs: 1,
  };
}
