import type { Queryable } from '../database/pool.js';
import type { FindingReason } from '../listing/finding.js';
import type { EnrichmentReason } from './reason.js';

/** Lower goes first. */
export const priorities = { fresh: 1, backfill: 10 } as const;

export interface EnqueueOptions {
  /** Name of the model that will look at the photos. */
  model: string;
  priority: number;
  /** Default: all. */
  reasons?: readonly FindingReason[] | undefined;
  /** Includes listings whose finish looks right, with the reason `unchecked`. */
  check?: boolean | undefined;
  /** The most listings to put on the ledger. */
  limit?: number | undefined;
  /** Only these listings. Default: all. */
  listingIds?: readonly number[] | undefined;
  /** Counts and writes nothing. */
  dryRun?: boolean | undefined;
  /** W3C trace context that the work continues. Default: the work starts its own traces. */
  traceParent?: string | undefined;
  /** Number of listings examined in one statement. */
  pageSize?: number;
  onPage?: (listings: number) => void;
}

export interface EnqueueResult {
  /** Number of listings examined. */
  examined: number;
  /** Number put on the ledger, or in a dry run the number that would be. */
  added: number;
  /** Number already on the ledger in the same state and for the same model, whatever became of them. */
  known: number;
  /** The added listings by reason; a listing with two reasons counts for both. */
  byReason: Partial<Record<EnrichmentReason, number>>;
}

/**
 * Puts listings that need enrichment on the ledger, page by page in the order of their ids. Its memory does not grow with
 * the catalogue. It may be killed and run again, and it may run twice at once. It also supersedes suggestions that were
 * made for an earlier state of their listing.
 */
export async function enqueueFindings(db: Queryable, options: EnqueueOptions): Promise<EnqueueResult> {
  const { model, priority, reasons, check = false, limit, listingIds, dryRun = false } = options;
  const result: EnqueueResult = { examined: 0, added: 0, known: 0, byReason: {} };
  const pageSize = options.pageSize ?? 5000;
  const ids = listingIds && [...listingIds].sort((a, b) => a - b);

  let after = 0;
  while (limit === undefined || result.added < limit) {
    const page = await db.query<Page>(
      ids ? firstOfThese : firstOfAll,
      ids ? [after, pageSize, ids] : [after, pageSize],
    );
    const { last, examined } = page.rows[0]!;
    if (last === null) break;
    if (!dryRun) await db.query(supersedeStale, [after, last, ids ?? null]);
    const added = await db.query<Added>(enqueuePage, [
      after,
      last,
      ids ?? null,
      reasons ?? null,
      check,
      model,
      priority,
      limit === undefined ? null : limit - result.added,
      dryRun,
      options.traceParent ?? null,
    ]);
    const counts = added.rows[0]!;
    result.examined += examined;
    result.added += counts.added;
    result.known += counts.known;
    for (const [reason, count] of Object.entries(counts.byReason)) {
      const key = reason as EnrichmentReason;
      result.byReason[key] = (result.byReason[key] ?? 0) + count;
    }
    options.onPage?.(examined);
    after = last;
  }
  return result;
}

interface Page {
  last: number | null;
  examined: number;
}

interface Added {
  added: number;
  known: number;
  byReason: Record<string, number>;
}

const firstOfAll = `
  SELECT max(id) AS last, count(*) AS examined
    FROM (SELECT id FROM honeyburst.listing WHERE id > $1 ORDER BY id LIMIT $2) page`;

const firstOfThese = `
  SELECT max(id) AS last, count(*) AS examined
    FROM (SELECT id FROM honeyburst.listing WHERE id > $1 AND id = ANY ($3) ORDER BY id LIMIT $2) page`;

const supersedeStale = `
  UPDATE honeyburst.suggestion s
     SET status = 'superseded', decided_at = now()
    FROM honeyburst.enrichment e, honeyburst.listing l
   WHERE s.status = 'pending' AND s.listing_id > $1 AND s.listing_id <= $2
     AND ($3::bigint[] IS NULL OR s.listing_id = ANY ($3))
     AND e.id = s.enrichment_id AND l.id = s.listing_id
     AND (e.content_hash <> l.content_hash OR l.state IN ('ended', 'deleted'))`;

/**
 * Rows that were skipped because their listing had changed, and whose listing is back in the old state. Also rows that led
 * to no suggestion, and whose listing was later found by an audit of the catalogue.
 */
const canReopen = `(
  e.state = 'skipped' AND e.error_code IN ('listing_changed', 'listing_ended')
  OR e.state = 'done' AND e.audit_rank IS NOT NULL
     AND NOT EXISTS (SELECT FROM honeyburst.suggestion s WHERE s.enrichment_id = e.id))`;

// Rows are inserted in the order of ids, so that two simultaneous runs wait for each other instead of deadlocking.
const enqueuePage = `
  WITH found AS (
    SELECT f.listing_id, array_agg(f.reason) AS reasons
      FROM honeyburst.finding f
     WHERE f.listing_id > $1 AND f.listing_id <= $2
       AND ($3::bigint[] IS NULL OR f.listing_id = ANY ($3))
     GROUP BY f.listing_id
  ), candidate AS MATERIALIZED (
    SELECT l.id, l.content_hash, coalesce(f.reasons, '{unchecked}') AS reasons,
           e.id IS NOT NULL AND NOT ${canReopen} AS known
      FROM honeyburst.listing l
      LEFT JOIN found f ON f.listing_id = l.id
      LEFT JOIN honeyburst.enrichment e
             ON e.listing_id = l.id AND e.content_hash = l.content_hash AND e.model = $6
            AND e.listing_id > $1 AND e.listing_id <= $2
     WHERE l.id > $1 AND l.id <= $2
       AND ($3::bigint[] IS NULL OR l.id = ANY ($3))
       AND l.state IN ('draft', 'live') AND l.resolved_taxonomy IS NOT NULL
       AND NOT EXISTS (SELECT FROM honeyburst.suggestion s
                        WHERE s.listing_id = l.id AND s.written_hash = l.content_hash)
       AND CASE WHEN f.reasons IS NULL THEN $5 ELSE $4::text[] IS NULL OR f.reasons && $4 END
  ), fresh AS (
    SELECT id, content_hash, reasons FROM candidate WHERE NOT known ORDER BY id LIMIT $8
  ), inserted AS (
    INSERT INTO honeyburst.enrichment AS e (listing_id, content_hash, model, reasons, priority, trace_parent)
    SELECT id, content_hash, $6, reasons, $7, $10 FROM fresh WHERE NOT $9 ORDER BY id
        ON CONFLICT (listing_id, content_hash, model) DO UPDATE
           SET state = 'pending', reasons = excluded.reasons, priority = excluded.priority,
               trace_parent = excluded.trace_parent, attempts = 0, postponements = 0, error_code = NULL,
               finished_at = NULL
         WHERE ${canReopen}
    RETURNING reasons
  ), added AS (
    SELECT reasons FROM inserted UNION ALL SELECT reasons FROM fresh WHERE $9
  )
  SELECT (SELECT count(*) FROM added) AS added,
         (SELECT count(*) FROM candidate WHERE known) AS known,
         (SELECT coalesce(jsonb_object_agg(reason, count), '{}')
            FROM (SELECT reason, count(*) FROM added, unnest(reasons) AS reason GROUP BY reason) r) AS "byReason"`;
