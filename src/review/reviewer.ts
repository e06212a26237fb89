import type { Queryable } from '../database/pool.js';

/** What a reviewer decided; see the view analytics.reviewer. */
export interface ReviewerReport {
  reviewer: string;
  decisions: number;
  accepted: number;
  edited: number;
  rejected: number;
  undone: number;
  bulk: number;
  shown: number;
  shownAgreed: number;
  blind: number;
  blindAgreed: number;
  /** Share that agrees where the suggestion was shown, 0 to 1; null without such a decision. */
  acceptance: number | null;
  /** The same where it was not shown. */
  blindAgreement: number | null;
  /** The first less the second: above 0, seeing the suggestion leads to agreeing with it. */
  overAcceptance: number | null;
  firstAt: Date;
  lastAt: Date;
}

/** All reviewers, the busiest first. */
export async function listReviewers(db: Queryable): Promise<ReviewerReport[]> {
  const { rows } = await db.query<ReviewerReport>(
    `SELECT reviewer, decisions, accepted, edited, rejected, undone, bulk, shown, shown_agreed AS "shownAgreed",
            blind, blind_agreed AS "blindAgreed", acceptance, blind_agreement AS "blindAgreement",
            over_acceptance AS "overAcceptance", first_at AS "firstAt", last_at AS "lastAt"
       FROM analytics.reviewer ORDER BY decisions DESC, reviewer`,
  );
  return rows;
}
