import { createLog } from '#dist/log.js';
import { countReviewQueue } from '#dist/review/counts.js';
import { listReviewQueue, type QueueRequest, queueQuery } from '#dist/review/queue.js';
import { type QueueFilter, type QueueOrder, toCursor } from '#dist/review/queue-filter.js';
import { syncTaxonomy } from '#dist/taxonomy/store.js';
import { number, readArguments, toggle } from './rig/arguments.js';
import { explain, walkPlan } from './rig/explain.js';
import { openScratchDatabase } from './rig/scratch-database.js';
import { median, printReport, round, timed } from './rig/statistics.js';

const { flags } = readArguments({
  about: `
The page of the review queue among many suggestions: each order and filter, on the first page and deep inside, the
counts, and what EXPLAIN says of each. Prints JSON.`,
  flags: { suggestions: number('suggestions', 1_000_000), plans: toggle('print the plans') },
});

const { suggestions } = flags;
interface Page extends Omit<QueueFilter, 'status'> {
  order: QueueOrder;
  cursor?: string;
  /** Default pending. */
  status?: QueueFilter['status'];
}

interface Measured {
  /** Suggestions that the page or the count has. */
  found: number;
  medianMs: number;
  worstMs: number;
}

const limit = 50;
const blindShare = 0.05;
const runs = 7;

const log = createLog('warn', false);
const database = await openScratchDatabase({ connections: 4, log });
const { pool } = database;
try {
  const taxonomy = await syncTaxonomy(pool);
  await insertSuggestions();
  const middle = new Date(Date.now() - 15 * 86_400_000);
  const pages: Record<string, Page> = {
    doubtful: { order: 'doubtful' },
    doubtfulDeep: { order: 'doubtful', cursor: toCursor('doubtful', [0.5, 1]) },
    surest: { order: 'surest' },
    newest: { order: 'newest' },
    newestDeep: { order: 'newest', cursor: toCursor('newest', [middle.getTime() * 1000, 1]) },
    family: { order: 'doubtful', family: 'red' },
    familyNewest: { order: 'newest', family: 'red' },
    familyOnlySurest: { order: 'surest', family: 'red', level: 'family' },
    rareFinish: { order: 'surest', finish: 'rare-finish' },
    levelNoneSurest: { order: 'surest', level: 'none' },
    confidenceNewest: { order: 'newest', minConfidence: 0.499, maxConfidence: 0.501 },
    commonMake: { order: 'doubtful', make: 'Fender' },
    rareMake: { order: 'doubtful', make: 'Danelectro' },
    rarerMake: { order: 'surest', make: 'Teisco' },
    commonReason: { order: 'doubtful', reason: 'missing' },
    rareReason: { order: 'surest', reason: 'photos_disagree' },
    telltaleReason: { order: 'doubtful', reason: 'contradicts_photo' },
    rareModel: { order: 'surest', model: 'old' },
    lastDay: { order: 'doubtful', createdSince: new Date(Date.now() - 86_400_000) },
    accepted: { order: 'newest', status: 'accepted' },
    everything: { order: 'doubtful', family: 'red', make: 'Gibson', reason: 'vague', minConfidence: 0.3 },
    nothing: { order: 'doubtful', family: 'red', make: 'nobody' },
  };
  const measured: Record<string, Measured> = {};
  for (const [name, { order, cursor, ...filter }] of Object.entries(pages)) {
    const request: QueueRequest = {
      order,
      cursor,
      filter: { status: 'pending', ...filter },
      limit,
      blindShare,
    };
    const list = async () => (await listReviewQueue(pool, taxonomy, request)).items.length;
    measured[name] = { ...(await measure(list)), ...(await explainPage(request)) };
  }
  const count = (filter: Partial<QueueFilter>) => async () =>
    (await countReviewQueue(pool, { filter: { status: 'pending', ...filter }, blindShare })).matching;
  printReport({
    suggestions,
    limit,
    pages: measured,
    counts: {
      all: await measure(count({})),
      rareMake: await measure(count({ make: 'Danelectro' })),
    },
    slowestPageMs: Math.max(...Object.values(measured).map(({ worstMs }) => worstMs)),
  });
} finally {
  await database.close();
}

async function measure(work: () => Promise<number>): Promise<Measured> {
  const times: number[] = [];
  let found = 0;
  for (let run = 0; run < runs; run++) {
    const { result, seconds } = await timed(work);
    found = result;
    times.push(seconds * 1000);
  }
  return { found, medianMs: round(median(times), 1), worstMs: round(Math.max(...times), 1) };
}

/** What the statement itself took, and by which index the page was found. */
async function explainPage(request: QueueRequest) {
  const explained = await explain(pool, queueQuery(request));
  const indexes = new Set<string>();
  walkPlan(explained.Plan, (node) => {
    if (node['Index Name']) indexes.add(node['Index Name']);
  });
  return {
    executionMs: explained['Execution Time'],
    planningMs: explained['Planning Time'],
    indexes: [...indexes],
    ...(flags.plans && { plan: explained.Plan }),
  };
}

/**
 * Confidence depends on the level, and so do rare makes and reasons, because that misleads a plan. Ages spread over a
 * month.
 */
async function insertSuggestions(): Promise<void> {
  await pool.query(`INSERT INTO honeyburst.model (name, checksum, engine, backbone, folder, families, finishes)
                    SELECT name, '', 'onnx', 'none', '', '{}', '{}' FROM unnest(ARRAY['bench', 'old']) name`);
  const sure = { label: 'red', confidence: 0.9 };
  const photo = {
    position: 0,
    url: 'https://photos.example/1.jpg',
    bodyShare: 0.8,
    weight: 0.25,
    family: sure,
    finish: sure,
  };
  const evidence = JSON.stringify({
    photos: [0, 1, 2, 3].map((position) => ({ ...photo, position })),
    text: { agreement: 'absent', finish: null, family: null, phrase: null },
    stated: { text: null, finish: null, family: null },
    alternatives: Array.from({ length: 5 }, () => ({ finish: 'fiesta-red', family: 'red', confidence: 0.1 })),
  });
  await pool.query(
    `INSERT INTO honeyburst.listing (external_id, make, model, title, description, resolved_taxonomy, finish_match)
     SELECT 'bench-' || i,
            CASE WHEN i % 5000 = 0 THEN 'Teisco' WHEN i % 150 = 0 THEN 'danelectro '
                 ELSE (ARRAY['Fender', 'Gibson', 'PRS', 'Ibanez', 'FENDER'])[1 + i % 5] END,
            'Model ' || i % 300, 'Guitar ' || i, repeat(md5(i::text), 20), 1, 'missing'
       FROM generate_series(1, $1) i`,
    [suggestions],
  );
  await pool.query(
    `INSERT INTO honeyburst.listing_photo (listing_id, position, url)
     SELECT id, position, 'https://photos.example/' || id || '/' || position
       FROM honeyburst.listing, generate_series(0, 3) position`,
  );
  await pool.query(
    `INSERT INTO honeyburst.enrichment (listing_id, content_hash, model, reasons, state)
     SELECT id, content_hash, CASE WHEN id % 200 = 7 THEN 'old' ELSE 'bench' END, '{missing}', 'done'
       FROM honeyburst.listing`,
  );
  await pool.query(
    `INSERT INTO honeyburst.suggestion
            (listing_id, enrichment_id, model, level, family, finish, confidence, status, reasons, evidence, created_at, decided_at)
     SELECT e.listing_id, e.id, e.model, r.level, CASE WHEN r.level <> 'none' THEN f.family END,
            CASE WHEN r.level = 'finish' THEN f.slug END,
            CASE r.level WHEN 'finish' THEN 0.4 + 0.6 * random() WHEN 'family' THEN 0.3 + 0.5 * random() ELSE 0.4 * random() END,
            CASE WHEN e.id % 10 = 3 THEN 'accepted' ELSE 'pending' END,
            CASE WHEN r.level = 'none' AND e.id % 60 = 18 THEN ARRAY['missing', 'photos_disagree']
                 WHEN r.level = 'finish' AND e.id % 60 = 4 THEN ARRAY['contradicts_photo']
                 ELSE ARRAY[(ARRAY['missing', 'missing', 'vague', 'unrecognised', 'contradicts_text'])[1 + e.id / 11 % 5]] END,
            $1, now() - (($2 - e.id) / $2::float8) * interval '30 days', NULL
       FROM honeyburst.enrichment e
       JOIN (SELECT slug, family, row_number() OVER (ORDER BY md5(slug)) - 1 AS place
               FROM honeyburst.finish LIMIT 40) f ON f.place = (e.id / 7) % 40
      CROSS JOIN LATERAL (SELECT CASE WHEN e.id % 20 < 14 THEN 'finish' WHEN e.id % 20 < 18 THEN 'family' ELSE 'none' END AS level) r
      ORDER BY e.id`,
    [evidence, suggestions],
  );
  await pool.query(
    `UPDATE honeyburst.suggestion SET finish = 'rare-finish' WHERE level = 'finish' AND id % 20000 < 10`,
  );
  await pool.query('VACUUM ANALYZE');
}
