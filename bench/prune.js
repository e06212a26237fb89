/**
 * Prunes a database of its own that holds a year of a catalogue, and prints rows per second and memory as JSON: of each
 * listing the present work, and for half of them work on a former state, each with two photos' scores.
 * By hand: npm run build && node bench/prune.js [rows of the ledger]
 */
import { createLog } from '../dist/log.js';
import { prune } from '../dist/retention/prune.js';
import { openScratchDatabase } from './scratch-database.js';

const ledger = Number(process.argv[2] ?? 1_000_000);
const listings = Math.round((ledger * 2) / 3);
const database = await openScratchDatabase({ connections: 4, log: createLog('warn', false) });
const { pool } = database;
let memory = [];
try {
  await fill();
  const run = (options) => prune(pool, { olderThanDays: 90, onPage: sample, ...options });
  const report = {
    listings,
    before: await sizes(),
    dryRun: await measure(() => run({ dryRun: true })),
    first: await measure(() => run()),
    again: await measure(() => run()),
    after: await sizes(),
  };
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
} finally {
  await database.close();
}

function sample() {
  memory.push(process.memoryUsage.rss() / 1e6);
}

async function measure(work) {
  memory = [];
  const startedAt = performance.now();
  const { rows } = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const half = Math.ceil(memory.length / 2);
  const deleted = Object.values(rows).reduce((sum, count) => sum + count, 0);
  return {
    rows,
    seconds: Math.round(seconds * 100) / 100,
    rowsPerSecond: Math.round(deleted / seconds),
    rssMegabytes: {
      firstHalf: Math.round(Math.max(...memory.slice(0, half))),
      secondHalf: Math.round(Math.max(...memory.slice(half))),
    },
  };
}

async function sizes() {
  const { rows } = await pool.query(
    `SELECT relname AS table, n_live_tup AS rows, round(pg_total_relation_size(relid) / 1e6) AS megabytes
       FROM pg_stat_user_tables WHERE schemaname = 'honeyburst' AND relname IN ('enrichment', 'prediction', 'suggestion')
      ORDER BY 1`,
  );
  return rows;
}

async function fill() {
  await pool.query(
    `SET synchronous_commit = off;
     INSERT INTO honeyburst.model (name, checksum, engine, backbone, folder, families, finishes, live)
     VALUES ('bench', '', 'onnx', 'none', '', '{}', '{}', true);
     INSERT INTO honeyburst.listing (external_id, make, title, resolved_taxonomy, finish_match)
     SELECT 'bench-' || n, 'Fender', 'Stratocaster', 1, 'missing' FROM generate_series(1, ${listings}) n;
     INSERT INTO honeyburst.enrichment (listing_id, content_hash, model, reasons, state, level, family, finish, confidence,
                                        created_at, finished_at)
     SELECT l.id, CASE WHEN f.former THEN md5('former')::uuid ELSE l.content_hash END, 'bench', '{missing}', 'done', 'finish',
            'red', 'fiesta-red', 0.9, now() - interval '1 year', now() - interval '1 year'
       FROM honeyburst.listing l JOIN (VALUES (false), (true)) f (former) ON NOT f.former OR l.id % 2 = 0
      ORDER BY f.former DESC;
     INSERT INTO honeyburst.suggestion (listing_id, enrichment_id, model, level, family, finish, confidence, status, reasons, evidence)
     SELECT e.listing_id, e.id, 'bench', 'finish', 'red', 'fiesta-red', 0.9,
            CASE WHEN e.content_hash = md5('former')::uuid THEN 'superseded' ELSE 'pending' END, '{missing}', '{"photos": []}'
       FROM honeyburst.enrichment e;
     INSERT INTO honeyburst.prediction (enrichment_id, listing_id, model, position, url, sha256, family, finish, confidence, body_share,
                                        family_probabilities, finish_probabilities)
     SELECT e.id, e.listing_id, 'bench', p, 'https://photos.test/' || e.id || '/' || p || '.jpg', sha256((e.id || '-' || p)::bytea),
            'red', 'fiesta-red', 0.9, 1, array_fill(0.07::real, ARRAY[15]), array_fill(0.02::real, ARRAY[44])
       FROM honeyburst.enrichment e, generate_series(0, 1) p`,
  );
  await pool.query('VACUUM ANALYZE');
}
