import type { Queryable } from '../database/pool.js';
import type { DecidedStatus } from '../suggestion/status.js';

/** A decision that is still in force. */
export interface DecidedListing {
  reviewId: number;
  externalId: string;
  finish: string | null;
  finishName: string | null;
  family: string | null;
  decision: DecidedStatus;
  reviewer: string;
  decidedAt: Date;
}

const pageSize = 5000;

/**
 * All decisions in force, in the order in which they were made. If a listing has two, the last one counts. They are read
 * page by page, so that memory does not grow with their number.
 */
export async function* readDecided(
  db: Queryable,
  { statuses, since }: { statuses: readonly DecidedStatus[]; since?: Date | undefined },
): AsyncGenerator<DecidedListing> {
  let after = 0;
  for (;;) {
    const { rows } = await db.query<DecidedListing>(
      `SELECT r.id AS "reviewId", l.external_id AS "externalId", r.finish, r.finish_name AS "finishName", r.family,
              r.decision, r.reviewer, r.created_at AS "decidedAt"
         FROM honeyburst.review r
         JOIN honeyburst.suggestion s ON s.id = r.suggestion_id AND s.revision = r.revision
         JOIN honeyburst.listing l ON l.id = s.listing_id
        WHERE r.id > $1 AND r.decision = ANY ($2) AND ($3::timestamptz IS NULL OR r.created_at >= $3)
        ORDER BY r.id LIMIT ${pageSize}`,
      [after, statuses, since ?? null],
    );
    yield* rows;
    if (rows.length < pageSize) return;
    after = rows.at(-1)!.reviewId;
  }
}
