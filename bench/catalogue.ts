import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createCatalogue } from '#dist/catalogue/catalogue.js';
import { markUnusual } from '#dist/catalogue/mark-unusual.js';
import { readCounts } from '#dist/catalogue/store.js';
import { modelLineOf } from '#dist/listing/model-line.js';
import { createLog } from '#dist/log.js';
import { loadBuiltInTaxonomy } from '#dist/taxonomy/built-in.js';
import { number, readArguments } from './rig/arguments.js';
import { openScratchDatabase } from './rig/scratch-database.js';
import { printReport, round, timed } from './rig/statistics.js';

const { flags } = readArguments({
  about: `
Counts what a catalogue knows of the finishes of guitars, in a database of its own, as a worker does every five minutes.
Its kinds of guitars are many and mostly rare. Prints seconds and the memory of a snapshot as JSON.`,
  flags: {
    listings: number('listings', 1_000_000),
    kinds: number('kinds of guitars: maker, model line and decade', 20_000),
  },
});

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const lookups = 100_000;

const taxonomy = await loadBuiltInTaxonomy();
const slugs = [...taxonomy.finishes.keys()];
const words = (kind: number) => ({
  make: `Maker ${kind % 400}`,
  model: `Line ${kind % 6000}`,
  title: `Used Maker ${kind % 400} Line ${kind % 6000} '62 with case, very good`,
  year: String(1950 + 10 * (kind % 7)),
});
const database = await openScratchDatabase({ connections: 1, log: createLog('warn', false) });
const { pool } = database;
try {
  await fill();
  const empty = heapMegabytes();
  const count = await timed(() => readCounts(pool));
  const again = await timed(() => readCounts(pool));
  const build = await timed(async () => createCatalogue(count.result, taxonomy));
  const rows = count.result.length;
  count.result.length = 0;
  again.result.length = 0;
  const fresh = heapMegabytes() - empty;
  const lookUp = await timed(async () => {
    let sum = 0;
    for (let i = 0; i < lookups; i++) {
      const { share } = build.result.shares(words(i % flags.kinds));
      for (const slug of slugs) sum += share(slug);
    }
    return sum;
  });
  const read = await timed(async () => {
    for (let i = 0; i < lookups; i++) modelLineOf(words(i));
  });
  const mark = await timed(() => markUnusual(pool, taxonomy));
  const markAgain = await timed(() => markUnusual(pool, taxonomy));
  printReport({
    listings: build.result.listings,
    rows,
    countSeconds: [round(count.seconds, 2), round(again.seconds, 2)],
    buildSeconds: round(build.seconds, 3),
    snapshotMegabytes: { fresh: round(fresh, 1), afterLookups: round(heapMegabytes() - empty, 1) },
    lookUpMicroseconds: round((lookUp.seconds / lookups) * 1e6, 1),
    modelLineMicroseconds: round((read.seconds / lookups) * 1e6, 1),
    unusual: mark.result,
    markSeconds: [round(mark.seconds, 2), round(markAgain.seconds, 2)],
    sumOfShares: round(lookUp.result / lookups, 6),
  });
} finally {
  await database.close();
}

function heapMegabytes(): number {
  collect();
  return process.memoryUsage().heapUsed / 1e6;
}

/** Ranks are log-uniform: a few kinds and finishes have most of the listings, as in a real catalogue. */
async function fill(): Promise<void> {
  await pool.query('SET session_replication_role = replica');
  await pool.query(
    `INSERT INTO honeyburst.listing (external_id, make, title, finish, resolved_taxonomy, finish_match, finish_slug,
            guitar_maker, guitar_line, guitar_decade)
     SELECT 'bench-' || n, 'maker ' || kind % 400, md5(n::text), slug, 1, 'exact', slug, 'maker ' || kind % 400,
            'line ' || kind % 6000, 1950 + 10 * (kind % 7)
       FROM (SELECT n, floor($1::float8 ^ random())::integer kind,
                    ($2::text[])[floor(cardinality($2::text[]) ^ random())] slug
               FROM generate_series(1, $3::integer) n) drawn`,
    [flags.kinds, slugs, flags.listings],
  );
  await pool.query('VACUUM ANALYZE honeyburst.listing');
}
