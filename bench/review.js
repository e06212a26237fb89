/**
 * Reviews per second: parallel reviewers who each decide suggestions one by one, all on the same few hundred, and in
 * bulk, with write-back and outbox on. Prints JSON.
 * By hand: npm run build && node bench/review.js [suggestions] [reviewers]
 */
import { createLog } from '../dist/log.js';
import { reviewSuggestion, reviewSuggestions } from '../dist/review/decide.js';
import { undoReviews } from '../dist/review/undo.js';
import { syncTaxonomy } from '../dist/taxonomy/store.js';
import { openScratchDatabase } from './scratch-database.js';

const suggestions = Number(process.argv[2] ?? 100_000);
const reviewers = Number(process.argv[3] ?? 20);
const settings = { blindShare: 0, writeBack: true, notify: true };

const log = createLog('warn', false);
const database = await openScratchDatabase({ connections: reviewers, log });
const { pool } = database;
try {
  await syncTaxonomy(pool);
  const ids = await insertSuggestions();
  const singles = ids.splice(0, Math.min(20_000, ids.length / 5));
  const contended = ids.splice(0, 200);
  const thousands = ids.splice(0, Math.min(10_000, ids.length / 2));
  const report = {
    suggestions,
    reviewers,
    single: await decideOneByOne(singles),
    allOnTheSame: await decideTheSame(contended),
    bulkOf1000: await decideInBulk(thousands, 1000),
    oneBulk: await decideInBulk(ids, ids.length),
    undoneAtOnce: await undoAll(ids),
  };
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
} finally {
  await database.close();
}

async function decideOneByOne(ids) {
  const queue = ids.values();
  const times = [];
  const work = async (reviewer) => {
    for (const id of queue) {
      const startedAt = performance.now();
      const decision = { reviewer, id, revision: 0, decision: 'accepted' };
      expectDecided([await reviewSuggestion(pool, decision, settings)]);
      times.push(performance.now() - startedAt);
    }
  };
  return { ...(await timed(ids.length, () => everybody(work))), ...percentiles(times) };
}

/** Each reviewer decides all of them: one wins each, the others are told. */
async function decideTheSame(ids) {
  const outcomes = { decided: 0, conflict: 0 };
  const work = async (reviewer) => {
    for (const id of ids) {
      const decision = { reviewer, id, revision: 0, decision: 'accepted' };
      outcomes[(await reviewSuggestion(pool, decision, settings)).outcome]++;
    }
  };
  return { ...(await timed(ids.length * reviewers, () => everybody(work))), ...outcomes };
}

async function decideInBulk(ids, size) {
  const times = [];
  const measured = await timed(ids.length, async () => {
    for (let start = 0; start < ids.length; start += size) {
      const startedAt = performance.now();
      const page = ids.slice(start, start + size);
      const decisions = page.map((id) => ({ id, revision: 0, decision: 'accepted' }));
      expectDecided(await reviewSuggestions(pool, { reviewer: 'bulk', bulk: true, decisions }, settings));
      times.push(performance.now() - startedAt);
    }
  });
  return { ...measured, ...percentiles(times) };
}

async function undoAll(ids) {
  const undos = ids.map((id) => ({ id, revision: 1 }));
  return timed(ids.length, () => undoReviews(pool, { reviewer: 'bulk', undos }, settings));
}

function everybody(work) {
  return Promise.all(Array.from({ length: reviewers }, (_, i) => work(`reviewer-${i}`)));
}

function expectDecided(outcomes) {
  const other = outcomes.find(({ outcome }) => outcome !== 'decided');
  if (other) throw new Error(JSON.stringify(other));
}

async function timed(count, work) {
  const startedAt = performance.now();
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  return { count, seconds: round(seconds), perSecond: Math.round(count / seconds) };
}

function percentiles(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
  return { p50Ms: at(0.5), p95Ms: at(0.95) };
}

function round(value) {
  return Math.round(value * 100) / 100;
}

async function insertSuggestions() {
  await pool.query(`INSERT INTO honeyburst.model (name, checksum, engine, backbone, folder, families, finishes)
                    VALUES ('bench', '', 'onnx', 'none', '', '{}', '{}')`);
  const evidence = JSON.stringify({
    photos: [],
    text: {},
    stated: {},
    alternatives: [],
    filling: 'x'.repeat(1200),
  });
  const { rows } = await pool.query(
    `WITH listing AS (
       INSERT INTO honeyburst.listing (external_id, title, description, resolved_taxonomy, finish_match)
       SELECT 'bench-' || i, 'Guitar ' || i, repeat(md5(i::text), 20), 1, 'missing' FROM generate_series(1, $1) i
       RETURNING id, content_hash
     ), work AS (
       INSERT INTO honeyburst.enrichment (listing_id, content_hash, model, reasons, state)
       SELECT id, content_hash, 'bench', '{missing}', 'done' FROM listing RETURNING id, listing_id)
     INSERT INTO honeyburst.suggestion (listing_id, enrichment_id, model, level, family, finish, confidence, reasons, evidence)
     SELECT listing_id, id, 'bench', 'finish', 'red', 'fiesta-red', random(), '{missing}', $2 FROM work RETURNING id`,
    [suggestions, evidence],
  );
  await pool.query('VACUUM ANALYZE');
  return rows.map(({ id }) => id);
}
