import pg from 'pg';
import type { Pool, Queryable } from '../database/pool.js';
import { retryConflicts } from '../database/retry-conflicts.js';
import type { SuggestionStatus } from '../suggestion/status.js';
import type { Reviewer, ReviewSettings, Undo } from './decision.js';
import type { ReviewOutcome } from './outcome.js';
import { toOutcomes } from './outcomes.js';

/** Takes one decision back; see `undoReviews`. */
export async function undoReview(
  db: Pool | Queryable,
  undo: Undo & Reviewer,
  settings: Pick<ReviewSettings, 'notify'>,
): Promise<ReviewOutcome> {
  const { reviewer, bulk, ...one } = undo;
  const [outcome] = await undoReviews(db, { reviewer, bulk, undos: [one] }, settings);
  return outcome!;
}

/**
 * Makes decided suggestions pending again. Each is named by the revision that its decision made. If the decision wrote a
 * finish into the listing, the earlier text is restored, unless somebody has changed it since. A suggestion stays decided
 * if its listing has a newer one.
 */
export async function undoReviews(
  db: Pool | Queryable,
  request: Reviewer & { undos: readonly Undo[] },
  { notify }: Pick<ReviewSettings, 'notify'>,
): Promise<ReviewOutcome[]> {
  const { reviewer, bulk = false, undos } = request;
  const distinct = new Map(undos.toReversed().map((one) => [one.id, one]));
  const parameters = [
    [...distinct.keys()],
    JSON.stringify([...distinct.values()]),
    reviewer,
    bulk,
    notify,
  ] as const;
  const rows = await retryConflicts(() => withNewest(() => db.query<UndoneRow>(undo, [...parameters])));
  return toOutcomes(
    db,
    undos.map(({ id }) => id),
    rows,
    toOutcome,
  );
}

interface UndoneRow {
  id: number;
  verdict: 'undone' | 'conflict' | 'replaced';
  revision: number;
  newer: { id: number; status: SuggestionStatus } | null;
}

function toOutcome({ id, verdict, revision, newer }: UndoneRow): ReviewOutcome {
  return verdict === 'undone'
    ? { outcome: 'undone', id, revision }
    : { outcome: 'replaced', id, newer: newer! };
}

/** If a newer suggestion appears while the statement runs, a unique index rejects it; the next try sees the newer one. */
async function withNewest(run: () => Promise<{ rows: UndoneRow[] }>): Promise<UndoneRow[]> {
  for (;;) {
    try {
      return (await run()).rows;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.constraint !== 'suggestion_pending') throw error;
    }
  }
}

const undo = `
  WITH seen AS MATERIALIZED (
    SELECT s.id, s.listing_id, s.revision, s.status, s.written_hash, l.finish AS listing_finish
      FROM honeyburst.suggestion s JOIN honeyburst.listing l ON l.id = s.listing_id
     WHERE s.id = ANY ($1)
     ORDER BY s.id FOR NO KEY UPDATE OF s, l
  ), verdict AS MATERIALIZED (
    SELECT s.id, s.listing_id, s.status AS status_before, s.listing_finish, w.note,
           r.family, r.finish, r.listing_finish_before, newer.newer,
           coalesce(s.written_hash IS NOT NULL AND s.listing_finish = r.finish_name, false) AS restore,
           CASE WHEN s.status IN ('pending', 'superseded') OR s.revision <> w.revision THEN 'conflict'
                WHEN newer.newer IS NOT NULL THEN 'replaced'
                ELSE 'undone' END AS verdict
      FROM seen s
      JOIN jsonb_to_recordset($2) AS w(id bigint, revision integer, note text) USING (id)
      LEFT JOIN honeyburst.review r ON r.suggestion_id = s.id AND r.revision = s.revision
      LEFT JOIN LATERAL (
        SELECT jsonb_build_object('id', n.id, 'status', n.status) AS newer FROM honeyburst.suggestion n
         WHERE n.listing_id = s.listing_id AND n.id > s.id ORDER BY n.id DESC LIMIT 1) newer ON true
  ), restored AS (
    UPDATE honeyburst.listing l SET finish = v.listing_finish_before
      FROM verdict v WHERE l.id = v.listing_id AND v.verdict = 'undone' AND v.restore
    RETURNING v.*, l.finish AS listing_finish_after
  ), undone AS (
    UPDATE honeyburst.suggestion s
       SET status = 'pending', revision = s.revision + 1, decided_at = NULL, written_hash = NULL
      FROM (SELECT * FROM restored
            UNION ALL
            SELECT v.*, v.listing_finish FROM verdict v WHERE v.verdict = 'undone' AND NOT v.restore) v
     WHERE s.id = v.id
    RETURNING s.revision, v.*
  ), reviewed AS (
    INSERT INTO honeyburst.review
           (suggestion_id, revision, reviewer, decision, listing_finish,
            status_before, family_before, finish_before, listing_finish_before, note, bulk)
    SELECT id, revision, $3, 'undone', listing_finish_after,
           status_before, family, finish, listing_finish, note, $4
      FROM undone ORDER BY id
    RETURNING id, suggestion_id
  ), told AS (
    INSERT INTO honeyburst.webhook_delivery (review_id, suggestion_id)
    SELECT id, suggestion_id FROM reviewed WHERE $5
  )
  SELECT id, verdict, revision, newer FROM undone
  UNION ALL
  SELECT id, verdict, NULL, newer FROM verdict WHERE verdict <> 'undone'`;
