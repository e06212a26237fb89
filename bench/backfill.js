/**
 * Puts synthetic listings on the ledger, in a database of its own, and prints rows per second and memory as JSON.
 * By hand: npm run build && node bench/backfill.js [listings]
 */
import { enqueueFindings, priorities } from '../dist/enrichment/producer.js';
import { createLog } from '../dist/log.js';
import { openScratchDatabase } from './scratch-database.js';

const listings = Number(process.argv[2] ?? 200_000);
let memory = [];
const log = createLog('warn', false);
const database = await openScratchDatabase({ connections: 4, log });
const { pool } = database;
try {
  await insertListings();
  const once = (options) =>
    enqueueFindings(pool, { model: 'bench', priority: priorities.backfill, onPage: sample, ...options });
  const report = {
    listings,
    dryRun: await measure(() => once({ dryRun: true })),
    first: await measure(() => once()),
    again: await measure(() => once()),
  };
  await pool.query('TRUNCATE honeyburst.enrichment CASCADE');
  report.twoAtOnce = await measure(() => Promise.all([once(), once()]));
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
  const result = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const half = Math.ceil(memory.length / 2);
  const added = [result].flat().reduce((sum, run) => sum + run.added, 0);
  return {
    ...(Array.isArray(result) ? {} : result),
    added,
    seconds: Math.round(seconds * 100) / 100,
    examinedPerSecond: Math.round(listings / seconds),
    addedPerSecond: Math.round(added / seconds),
    rssMegabytes: {
      firstHalf: Math.round(Math.max(...memory.slice(0, half))),
      secondHalf: Math.round(Math.max(...memory.slice(half))),
    },
  };
}

/** Of ten listings four lack a finish, and one each is vague, unrecognised and contradicted by its title. */
async function insertListings() {
  await pool.query(`INSERT INTO honeyburst.model (name, checksum, engine, backbone, folder, families, finishes)
                    VALUES ('bench', '', 'onnx', 'none', '', '{}', '{}')`);
  await pool.query(
    `INSERT INTO honeyburst.listing (external_id, make, model, title, description, finish, photos_hash,
            resolved_taxonomy, finish_match, finish_slug, finish_family, text_finish, text_family)
     SELECT 'bench-' || i, 'Fender', 'Stratocaster', 'Guitar ' || i, repeat(md5(i::text), 20), f.finish,
            md5(i::text)::uuid, 1, f.match, f.slug, f.family, f.text_finish, f.text_family
       FROM generate_series(1, $1) i
       JOIN (VALUES (0, NULL, 'missing', NULL, NULL, NULL, NULL), (1, NULL, 'missing', NULL, NULL, NULL, NULL),
                    (2, 'n/a', 'missing', NULL, NULL, NULL, NULL), (3, '', 'missing', NULL, NULL, NULL, NULL),
                    (4, 'red', 'vague', NULL, 'red', NULL, NULL),
                    (5, 'relic', 'unrecognised', NULL, NULL, NULL, NULL),
                    (6, 'Black', 'exact', 'black', 'black', 'fiesta-red', 'red'),
                    (7, 'Fiesta Red', 'exact', 'fiesta-red', 'red', NULL, NULL),
                    (8, 'Fiesta Red', 'exact', 'fiesta-red', 'red', 'fiesta-red', 'red'),
                    (9, 'Black', 'exact', 'black', 'black', NULL, NULL)
            ) f (place, finish, match, slug, family, text_finish, text_family) ON f.place = i % 10
      ORDER BY i`,
    [listings],
  );
  await pool.query('VACUUM ANALYZE honeyburst.listing');
}
