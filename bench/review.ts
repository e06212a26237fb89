import { createLog } from '#dist/log.js';
import { reviewSuggestion, reviewSuggestions } from '#dist/review/decide.js';
import type { ReviewOutcome } from '#dist/review/outcome.js';
import { undoReviews } from '#dist/review/undo.js';
import { syncTaxonomy } from '#dist/taxonomy/store.js';
import { number, readArguments } from './rig/arguments.js';
import { openScratchDatabase } from './rig/scratch-database.js';
import { percentiles, printReport, round, timed } from './rig/statistics.js';

const {
  flags: { suggestions, reviewers },
} = readArguments({
  about: `
Reviews per second, with write-back and outbox on: parallel reviewers who each decide suggestions one by one, who all
decide the same few hundred, and who decide and undo in bulk. Prints JSON.`,
  flags: { suggestions: number('suggestions', 100_000), reviewers: number('parallel reviewers', 20) },
});

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
  printReport({
    suggestions,
    reviewers,
    single: await decideOneByOne(singles),
    allOnTheSame: await decideTheSame(contended),
    bulkOf1000: await decideInBulk(thousands, 1000),
    oneBulk: await decideInBulk(ids, ids.length),
    undoneAtOnce: await undoAll(ids),
  });
} finally {
  await database.close();
}

async function decideOneByOne(ids: readonly number[]) {
  const queue = ids.values();
  const times: number[] = [];
  const measured = await measure(ids.length, () =>
    everybody(async (reviewer) => {
      for (const id of queue) {
        const { result, seconds } = await timed(() => accept(reviewer, id));
        expectDecided([result]);
        times.push(seconds * 1000);
      }
    }),
  );
  return { ...measured, ms: percentiles(times) };
}

/** Each reviewer decides all of them: one wins each, and the others are told. */
async function decideTheSame(ids: readonly number[]) {
  const outcomes: Partial<Record<ReviewOutcome['outcome'], number>> = {};
  const measured = await measure(ids.length * reviewers, () =>
    everybody(async (reviewer) => {
      for (const id of ids) {
        const { outcome } = await accept(reviewer, id);
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      }
    }),
  );
  return { ...measured, ...outcomes };
}

async function decideInBulk(ids: readonly number[], size: number) {
  const times: number[] = [];
  const measured = await measure(ids.length, async () => {
    for (let start = 0; start < ids.length; start += size) {
      const decisions = ids
        .slice(start, start + size)
        .map((id) => ({ id, revision: 0, decision: 'accepted' as const }));
      const { result, seconds } = await timed(() =>
        reviewSuggestions(pool, { reviewer: 'bulk', bulk: true, decisions }, settings),
      );
      expectDecided(result);
      times.push(seconds * 1000);
    }
  });
  return { ...measured, ms: percentiles(times) };
}

function undoAll(ids: readonly number[]) {
  const undos = ids.map((id) => ({ id, revision: 1 }));
  return measure(ids.length, () => undoReviews(pool, { reviewer: 'bulk', undos }, settings));
}

function accept(reviewer: string, id: number): Promise<ReviewOutcome> {
  return reviewSuggestion(pool, { reviewer, id, revision: 0, decision: 'accepted' }, settings);
}

async function everybody(work: (reviewer: string) => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: reviewers }, (_, i) => work(`reviewer-${i}`)));
}

function expectDecided(outcomes: readonly ReviewOutcome[]): void {
  const other = outcomes.find(({ outcome }) => outcome !== 'decided');
  if (other) throw new Error(JSON.stringify(other));
}

async function measure(count: number, work: () => Promise<unknown>) {
  const { seconds } = await timed(work);
  return { count, seconds: round(seconds, 2), perSecond: Math.round(count / seconds) };
}

async function insertSuggestions(): Promise<number[]> {
  await pool.query(`INSERT INTO honeyburst.model (name, checksum, engine, backbone, folder, families, finishes)
                    VALUES ('bench', '', 'onnx', 'none', '', '{}', '{}')`);
  const evidence = JSON.stringify({
    photos: [],
    text: {},
    stated: {},
    alternatives: [],
    filling: 'x'.repeat(1200),
  });
  const { rows } = await pool.query<{ id: number }>(
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
