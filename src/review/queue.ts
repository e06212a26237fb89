import type { Queryable } from '../database/pool.js';
import { maxDescriptionLength } from '../listing/finish-resolution.js';
import type { Taxonomy } from '../taxonomy/taxonomy.js';
import type { ReviewItem } from './item.js';
import { type ItemRow, toReviewItem } from './item-row.js';
import { latestReview } from './latest.js';
import {
  isBlind,
  orderings,
  parseCursor,
  type QueueFilter,
  type QueueOrder,
  toConditions,
  toCursor,
} from './queue-filter.js';

export interface QueueRequest {
  filter: QueueFilter;
  order: QueueOrder;
  /** `next` of the page before. */
  cursor?: string | undefined;
  limit: number;
  /** Share of suggestions that are first shown blind, 0 to 1. */
  blindShare: number;
}

export interface QueuePage {
  items: ReviewItem[];
  /** The cursor of the next page; undefined on the last one. */
  next: string | undefined;
}

/** A page of the review queue. Throws a UsageError if the cursor belongs to another order. */
export async function listReviewQueue(
  db: Queryable,
  taxonomy: Taxonomy,
  request: QueueRequest,
): Promise<QueuePage> {
  const { text, values } = queueQuery(request);
  const { rows } = await db.query<ItemRow & { key: number }>(text, values);
  const page = rows.slice(0, request.limit);
  const last = rows.length > request.limit ? page.at(-1) : undefined;
  return {
    items: page.map((row) => toReviewItem(row, taxonomy)),
    next: last && toCursor(request.order, [last.key, last.id]),
  };
}

/** One suggestion as the queue shows it; undefined if it does not exist. */
export async function readReviewItem(
  db: Queryable,
  taxonomy: Taxonomy,
  { id, blindShare }: { id: number; blindShare: number },
): Promise<ReviewItem | undefined> {
  const { rows } = await db.query<ItemRow>(
    `${itemColumns('NULL', '$2')} FROM honeyburst.suggestion s ${itemTables} WHERE s.id = $1`,
    [id, blindShare],
  );
  return rows[0] && toReviewItem(rows[0], taxonomy);
}

/** The statement that reads a page, plus one more row that shows whether there is another page. */
export function queueQuery(request: QueueRequest): { text: string; values: unknown[] } {
  const { filter, blindShare, order, cursor, limit } = request;
  const { column, descending, key, toColumn } = orderings[order];
  const values: unknown[] = [blindShare];
  const conditions = toConditions(filter, blindShare, values);
  if (cursor !== undefined) {
    const [last, id] = parseCursor(order, cursor);
    const place = `(${toColumn(`$${values.push(last)}`)}, $${values.push(id)}::bigint)`;
    conditions.push(`(${column}, s.id) ${descending ? '<' : '>'} ${place}`);
  }
  const by = `${column} ${descending ? 'DESC' : ''}, s.id ${descending ? 'DESC' : ''}`;
  // The inner query finds the page by its index; the outer one adds what belongs to it.
  const text = `${itemColumns(key, '$1')}
    FROM (SELECT s.* FROM honeyburst.suggestion s
           WHERE ${conditions.join(' AND ')} ORDER BY ${by} LIMIT $${values.push(limit + 1)}) s ${itemTables}
   ORDER BY ${by}`;
  return { text, values };
}

const itemColumns = (key: string, share: string) => `
  SELECT ${key} AS key, s.id, s.revision, s.status, ${isBlind(share)} AS blind, s.level, s.family, s.finish, s.either,
         s.confidence, s.evidence, s.reasons, s.model, s.created_at AS "createdAt", s.decided_at AS "decidedAt",
         jsonb_build_object(
           'id', l.id, 'externalId', l.external_id, 'make', l.make, 'model', l.model, 'year', l.year,
           'title', l.title, 'description', left(l.description, ${maxDescriptionLength}), 'finish', l.finish,
           'url', l.url, 'state', l.state, 'phrase', l.text_phrase) AS listing,
         photos.photos, ${latestReview} AS latest`;

const itemTables = `
    JOIN honeyburst.listing l ON l.id = s.listing_id
   CROSS JOIN LATERAL (
     SELECT coalesce(jsonb_agg(jsonb_build_object('position', p.position, 'url', p.url) ORDER BY p.position), '[]') AS photos
       FROM honeyburst.listing_photo p WHERE p.listing_id = s.listing_id) photos`;
