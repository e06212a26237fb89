import type { Queryable } from '../database/pool.js';
import { reviewEvent, type SuggestionReviewed } from './webhook-event.js';

/** An event that this process has to deliver. */
export interface Delivery {
  reviewId: number;
  /** Including this one. */
  attempts: number;
  event: SuggestionReviewed;
}

/**
 * Claims events that are due, for `leaseMs`. If the process dies, others take them after that time. The events of one
 * suggestion go out in order: each waits until the one before it is delivered or given up.
 */
export async function claimDeliveries(
  db: Queryable,
  { limit, leaseMs }: { limit: number; leaseMs: number },
): Promise<Delivery[]> {
  const { rows } = await db.query<Delivery>(
    `WITH due AS (
       SELECT d.review_id FROM honeyburst.webhook_delivery d
        WHERE d.state = 'pending' AND d.due_at <= now()
          AND NOT EXISTS (SELECT FROM honeyburst.webhook_delivery e
                           WHERE e.suggestion_id = d.suggestion_id AND e.state = 'pending' AND e.review_id < d.review_id)
        ORDER BY d.due_at, d.review_id LIMIT $1 FOR UPDATE OF d SKIP LOCKED
     ), claimed AS (
       UPDATE honeyburst.webhook_delivery d
          SET attempts = d.attempts + 1, due_at = now() + $2 * interval '1 millisecond'
         FROM due WHERE d.review_id = due.review_id
       RETURNING d.review_id, d.attempts
     )
     SELECT r.id AS "reviewId", c.attempts, ${reviewEvent} AS event
       FROM claimed c
       JOIN honeyburst.review r ON r.id = c.review_id
       JOIN honeyburst.suggestion s ON s.id = r.suggestion_id
       JOIN honeyburst.listing l ON l.id = s.listing_id
      ORDER BY r.id`,
    [limit, leaseMs],
  );
  return rows;
}

export type DeliveryResult =
  | { state: 'delivered'; status: number }
  | { state: 'pending'; status: number | null; error: string; waitMs: number }
  | { state: 'failed'; status: number | null; error: string };

/** Records the result of an attempt, unless another process has taken the event over. */
export async function recordDelivery(
  db: Queryable,
  { reviewId, attempts }: Pick<Delivery, 'reviewId' | 'attempts'>,
  result: DeliveryResult,
): Promise<void> {
  await db.query(
    `UPDATE honeyburst.webhook_delivery
        SET state = $3, last_status = $4, last_error = $5,
            due_at = now() + $6 * interval '1 millisecond',
            delivered_at = CASE WHEN $3 = 'delivered' THEN now() END
      WHERE review_id = $1 AND attempts = $2 AND state = 'pending'`,
    [
      reviewId,
      attempts,
      result.state,
      result.status,
      'error' in result ? result.error : null,
      'waitMs' in result ? result.waitMs : 0,
    ],
  );
}
