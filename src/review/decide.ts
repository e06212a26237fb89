import type { Pool, Queryable } from '../database/pool.js';
import { retryConflicts } from '../database/retry-conflicts.js';
import type { DecidedStatus } from '../suggestion/status.js';
import type { Decision, Reviewer, ReviewSettings } from './decision.js';
import type { Refusal, ReviewOutcome } from './outcome.js';
import { toOutcomes } from './outcomes.js';

/** Records one decision; see `reviewSuggestions`. */
export async function reviewSuggestion(
  db: Pool | Queryable,
  decision: Decision & Reviewer,
  settings: ReviewSettings,
): Promise<ReviewOutcome> {
  const { reviewer, bulk, ...one } = decision;
  const [outcome] = await reviewSuggestions(db, { reviewer, bulk, decisions: [one] }, settings);
  return outcome!;
}

/**
 * Records decisions in one statement, and returns the outcome of each in the order given. If several decide the same
 * suggestion, the first one counts. A decision needs a pending suggestion at the revision that the reviewer saw, so that
 * of two simultaneous reviewers only one succeeds. Suggestion, review, listing and outbox change together or not at all.
 */
export async function reviewSuggestions(
  db: Pool | Queryable,
  request: Reviewer & { decisions: readonly Decision[] },
  settings: ReviewSettings,
): Promise<ReviewOutcome[]> {
  const { reviewer, bulk = false, decisions } = request;
  const distinct = new Map(decisions.toReversed().map((decision) => [decision.id, decision]));
  const { rows } = await retryConflicts(() =>
    db.query<DecidedRow>(decide(settings.writeBack), [
      [...distinct.keys()],
      JSON.stringify([...distinct.values()]),
      reviewer,
      bulk,
      settings.blindShare,
      settings.notify,
    ]),
  );
  return toOutcomes(
    db,
    decisions.map(({ id }) => id),
    rows,
    toOutcome,
  );
}

interface DecidedRow {
  id: number;
  verdict: 'decided' | 'conflict' | Refusal;
  decision: DecidedStatus;
  revision: number;
  family: string | null;
  finish: string | null;
  finishName: string | null;
  blind: boolean;
}

function toOutcome({ verdict, decision: status, ...row }: DecidedRow): ReviewOutcome {
  if (verdict === 'decided') return { outcome: 'decided', status, ...row };
  return { outcome: 'refused', id: row.id, reason: verdict as Refusal };
}

/**
 * Locks the rows in the order of their ids, so that two bulk decisions wait for each other instead of deadlocking. The
 * rows are read after they are locked, so that their state at that moment counts. Each step passes on everything that the
 * next one needs: joins between steps of many rows would take quadratic time.
 */
const decide = (writeBack: boolean) => `
  WITH seen AS MATERIALIZED (
    SELECT s.id, s.listing_id, s.revision, s.status, s.level, s.family, s.finish,
           s.revision = 0 AND s.blind_draw < $5 AS blind, l.finish AS listing_finish
      FROM honeyburst.suggestion s JOIN honeyburst.listing l ON l.id = s.listing_id
     WHERE s.id = ANY ($1)
     ORDER BY s.id FOR NO KEY UPDATE OF s${writeBack ? ', l' : ''}
  ), verdict AS MATERIALIZED (
    SELECT s.id, s.listing_id, s.blind, s.listing_finish, w.note,
           s.status AS status_before, s.family AS family_before, s.finish AS finish_before,
           chosen.family, chosen.finish, chosen.name,
           CASE WHEN w.decision = 'edited' AND chosen.family IS NOT DISTINCT FROM s.family
                 AND chosen.finish IS NOT DISTINCT FROM s.finish THEN 'accepted' ELSE w.decision END AS decision,
           CASE WHEN s.status <> 'pending' OR s.revision <> w.revision THEN 'conflict'
                WHEN w.decision = 'accepted' AND s.blind THEN 'blind'
                WHEN w.decision = 'accepted' AND s.level = 'none' THEN 'nothing_suggested'
                WHEN chosen.finish IS NOT NULL AND chosen.name IS NULL THEN 'unknown_finish'
                WHEN chosen.family IS NOT NULL AND NOT chosen.family_known THEN 'unknown_family'
                ELSE 'decided' END AS verdict
      FROM seen s
      JOIN jsonb_to_recordset($2) AS w(id bigint, revision integer, decision text, family text, finish text, note text)
           USING (id)
     CROSS JOIN LATERAL (
       SELECT coalesce(f.family, given.family) AS family, given.finish, f.name, g.slug IS NOT NULL AS family_known
         FROM (SELECT CASE w.decision WHEN 'accepted' THEN s.family WHEN 'edited' THEN w.family END AS family,
                      CASE w.decision WHEN 'accepted' THEN s.finish WHEN 'edited' THEN w.finish END AS finish) given
         LEFT JOIN honeyburst.finish f ON f.slug = given.finish
               AND f.taxonomy_version = (SELECT max(version) FROM honeyburst.taxonomy)
         LEFT JOIN honeyburst.family g ON g.slug = coalesce(f.family, given.family)
               AND g.taxonomy_version = (SELECT max(version) FROM honeyburst.taxonomy)) chosen
  ), written AS (
    UPDATE honeyburst.listing l SET finish = v.name
      FROM verdict v WHERE l.id = v.listing_id AND v.verdict = 'decided' AND v.name IS NOT NULL AND ${writeBack}
    RETURNING v.*, l.finish AS listing_finish_after, l.content_hash AS written_hash
  ), decided AS (
    UPDATE honeyburst.suggestion s
       SET status = v.decision, revision = s.revision + 1, decided_at = now(), written_hash = v.written_hash
      FROM (SELECT * FROM written
            UNION ALL
            SELECT v.*, v.listing_finish, NULL
              FROM verdict v WHERE v.verdict = 'decided' AND (v.name IS NULL OR NOT ${writeBack})) v
     WHERE s.id = v.id
    RETURNING s.revision, v.*
  ), reviewed AS (
    INSERT INTO honeyburst.review
           (suggestion_id, revision, reviewer, decision, family, finish, finish_name, listing_finish,
            status_before, family_before, finish_before, listing_finish_before, note, bulk, blind)
    SELECT id, revision, $3, decision, family, finish, name, listing_finish_after,
           status_before, family_before, finish_before, listing_finish, note, $4, blind
      FROM decided ORDER BY id
    RETURNING id, suggestion_id
  ), told AS (
    INSERT INTO honeyburst.webhook_delivery (review_id, suggestion_id)
    SELECT id, suggestion_id FROM reviewed WHERE $6
  )
  SELECT id, verdict, decision, revision, family, finish, name AS "finishName", blind FROM decided
  UNION ALL
  SELECT id, verdict, decision, NULL, family, finish, name, blind FROM verdict WHERE verdict <> 'decided'`;
