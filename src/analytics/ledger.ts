import { z } from 'zod';
import type { Queryable } from '../database/pool.js';

const count = z.int().nonnegative();

export const ledgerSchema = z.strictObject({
  total: count,
  open: count.describe('pending and dispatched'),
  states: z.strictObject({ pending: count, dispatched: count, done: count, skipped: count, failed: count }),
  oldestOpen: z
    .strictObject({
      enrichmentId: z.int(),
      externalId: z.string(),
      state: z.string(),
      createdAt: z.iso.datetime(),
    })
    .nullable()
    .describe('The open row that has waited longest'),
});
export type Ledger = z.infer<typeof ledgerSchema>;

const windowSchema = z.strictObject({
  minutes: z.int(),
  done: count,
  skipped: count,
  failed: count,
  meanFetchMs: z.number().nullable().describe('For a finished listing: fetching and decoding its photos'),
  meanClassifyMs: z
    .number()
    .nullable()
    .describe('For a finished listing: waiting for the classifier and running it'),
});

export const throughputSchema = z.strictObject({
  windows: z.array(windowSchema).describe('The last 5 and the last 60 minutes'),
  perMinute: z.number().nullable().describe('Rows closed per minute, recently; null if there were none'),
  etaSeconds: z
    .number()
    .nullable()
    .describe('Time to close the open rows at that rate; 0 if no row is open, null if the rate is unknown'),
});
export type Throughput = z.infer<typeof throughputSchema>;

export const failureSchema = z.strictObject({
  code: z.string().describe('The code to pass to backfill --retry'),
  count,
  example: z
    .strictObject({
      enrichmentId: z.int(),
      externalId: z.string(),
      stage: z.string().nullable(),
      message: z.string().nullable(),
    })
    .describe('The newest'),
});
export type Failure = z.infer<typeof failureSchema>;

/** Counts the ledger by state, and finds its oldest open row. */
export async function readLedger(db: Queryable): Promise<Ledger> {
  const { rows } = await db.query<Omit<Ledger['states'], 'done'> & { total: number }>(countStates);
  const { total, ...states } = rows[0]!;
  const open = states.pending + states.dispatched;
  const { rows: oldest } = await db.query<{
    enrichmentId: number;
    externalId: string;
    state: string;
    createdAt: Date;
  }>(findOldest);
  return {
    total,
    open,
    states: { ...states, done: total - open - states.skipped - states.failed },
    oldestOpen: oldest[0] ? { ...oldest[0], createdAt: oldest[0].createdAt.toISOString() } : null,
  };
}

/** How fast rows are closed, and how long `open` rows will take. */
export async function readThroughput(db: Queryable, open: number): Promise<Throughput> {
  const { rows } = await db.query<z.infer<typeof windowSchema> & { rate: number | null }>(countClosed);
  const windows = rows.map(({ rate: _, ...window }) => window);
  const perMinute = rows.find(({ rate }) => rate !== null)?.rate ?? null;
  const etaSeconds = open === 0 ? 0 : perMinute === null ? null : (60 * open) / perMinute;
  return { windows, perMinute, etaSeconds };
}

/** Failures by code, the commonest first, each with its newest row. */
export async function readFailures(db: Queryable): Promise<Failure[]> {
  const { rows } = await db.query<{ code: string; count: number } & Failure['example']>(countFailures);
  return rows.map(({ code, count, ...example }) => ({ code, count, example }));
}

// Every state except done has its own index; the number of done rows is the rest.
const countStates = `
  SELECT (SELECT count(*) FROM honeyburst.enrichment) AS total,
         (SELECT count(*) FROM honeyburst.enrichment WHERE state = 'pending' AND not_before IS NULL)
         + (SELECT count(*) FROM honeyburst.enrichment WHERE state = 'pending' AND not_before IS NOT NULL) AS pending,
         (SELECT count(*) FROM honeyburst.enrichment WHERE state = 'dispatched') AS dispatched,
         (SELECT count(*) FROM honeyburst.enrichment WHERE state = 'skipped') AS skipped,
         (SELECT count(*) FROM honeyburst.enrichment WHERE state = 'failed') AS failed`;

// The oldest row has the lowest id. The index of pending rows goes by priority first, so their lowest id is found
// priority by priority instead of reading all of them. Dispatched rows are few, because the queue is bounded.
const findOldest = `
  WITH RECURSIVE priority AS (
    (SELECT priority, id FROM honeyburst.enrichment
      WHERE state = 'pending' AND not_before IS NULL ORDER BY priority, id LIMIT 1)
    UNION ALL
    SELECT next.priority, next.id
      FROM priority p CROSS JOIN LATERAL (
        SELECT e.priority, e.id FROM honeyburst.enrichment e
         WHERE e.state = 'pending' AND e.not_before IS NULL AND e.priority > p.priority ORDER BY e.priority, e.id LIMIT 1) next)
  SELECT e.id AS "enrichmentId", l.external_id AS "externalId", e.state, e.created_at AS "createdAt"
    FROM (SELECT id FROM priority
          UNION ALL SELECT id FROM honeyburst.enrichment WHERE state = 'dispatched'
          ORDER BY id LIMIT 1) oldest
    JOIN honeyburst.enrichment e USING (id)
    JOIN honeyburst.listing l ON l.id = e.listing_id`;

// The rate counts from the first closed row, without that row, so that a run that has just begun does not look slow.
const countClosed = `
  SELECT w.minutes, c.done, c.skipped, c.failed, c.mean_fetch_ms AS "meanFetchMs", c.mean_classify_ms AS "meanClassifyMs",
         CASE WHEN c.closed > 1 THEN 60 * (c.closed - 1) / greatest(extract(epoch FROM now() - c.first_at), 1) END::float8 AS rate
    FROM (VALUES (5), (60)) AS w(minutes)
   CROSS JOIN LATERAL (
     SELECT count(*) AS closed, min(e.finished_at) AS first_at,
            count(*) FILTER (WHERE e.state = 'done') AS done,
            count(*) FILTER (WHERE e.state = 'skipped') AS skipped,
            count(*) FILTER (WHERE e.state = 'failed') AS failed,
            (avg(e.fetch_ms) FILTER (WHERE e.state = 'done'))::float8 AS mean_fetch_ms,
            (avg(e.classify_ms) FILTER (WHERE e.state = 'done'))::float8 AS mean_classify_ms
       FROM honeyburst.enrichment e
      WHERE e.finished_at > now() - make_interval(mins => w.minutes)) c
   ORDER BY w.minutes`;

const countFailures = `
  SELECT f.code, f.count, e.id AS "enrichmentId", l.external_id AS "externalId", e.stage, e.error_message AS message
    FROM (SELECT coalesce(error_code, 'unknown') AS code, count(*), max(id) AS id
            FROM honeyburst.enrichment WHERE state = 'failed' GROUP BY error_code) f
    JOIN honeyburst.enrichment e USING (id)
    JOIN honeyburst.listing l ON l.id = e.listing_id
   ORDER BY f.count DESC, f.code`;
