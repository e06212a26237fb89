import { createLog } from '#dist/log.js';
import { type PruneOptions, type PruneResult, prune } from '#dist/retention/prune.js';
import { number, readArguments } from './rig/arguments.js';
import { openScratchDatabase } from './rig/scratch-database.js';
import { printReport, round, sum, timed } from './rig/statistics.js';

const { flags } = readArguments({
  about: `
Prunes a database of its own that holds a year of a catalogue: the present work on each listing and, for half of them,
work on a former state, each with the scores of two photos. Prints rows per second and memory as JSON.`,
  flags: { rows: number('rows of the ledger', 1_000_000) },
});

const listings = Math.round((flags.rows * 2) / 3);
const database = await openScratchDatabase({ connections: 4, log: createLog('warn', false) });
const { pool } = database;
try {
  await fill();
  printReport({
    listings,
    before: await sizes(),
    dryRun: await measure({ dryRun: true }),
    first: await measure({}),
    again: await measure({}),
    after: await sizes(),
  });
} finally {
  await database.close();
}

async function measure(options: Pick<PruneOptions, 'dryRun'>) {
  const memory: number[] = [];
  const onPage = () => void memory.push(process.memoryUsage.rss() / 1e6);
  const { result, seconds } = await timed<PruneResult>(() =>
    prune(pool, { olderThanDays: 90, onPage, ...options }),
  );
  const half = Math.ceil(memory.length / 2);
  return {
    rows: result.rows,
    seconds: round(seconds, 2),
    rowsPerSecond: Math.round(sum(Object.values(result.rows)) / seconds),
    rssMegabytes: {
      firstHalf: Math.round(Math.max(...memory.slice(0, half))),
      secondHalf: Math.round(Math.max(...memory.slice(half))),
    },
  };
}

async function sizes(): Promise<unknown[]> {
  const { rows } = await pool.query(
    `SELECT relname AS table, n_live_tup AS rows, round(pg_total_relation_size(relid) / 1e6) AS megabytes
       FROM pg_stat_user_tables WHERE schemaname = 'honeyburst' AND relname IN ('enrichment', 'prediction', 'suggestion')
      ORDER BY 1`,
  );
  return rows;
}

async function fill(): Promise<void> {
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
