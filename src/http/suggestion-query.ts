import { z } from 'zod';
import { findingReasons } from '../listing/finding.js';
import { type QueueFilter, queueOrders } from '../review/queue-filter.js';
import { suggestionStatuses } from '../suggestion/store.js';
import { limit, share, text } from './value.js';

const days = z.coerce.number().min(0).max(36_500);

const filterSchema = z.strictObject({
  status: z.enum(suggestionStatuses).default('pending'),
  family: text(100).optional().describe('Leaves out what is shown blind, as finish does'),
  finish: text(100).optional(),
  minConfidence: share.optional(),
  maxConfidence: share.optional(),
  make: text(1000).optional().describe('In any case'),
  reason: z.enum([...findingReasons, 'photos_disagree']).optional(),
  model: text(200).optional().describe('The model that made it'),
  level: z.enum(['finish', 'family', 'none']).optional(),
  minAgeDays: days.optional(),
  maxAgeDays: days.optional(),
});

export const countsQuery = filterSchema;

export const pageQuery = filterSchema.extend({
  order: z.enum(queueOrders).default('doubtful').describe('Most doubtful, surest or newest first'),
  after: text(500).optional().describe('`next` of the page before'),
  limit: limit(200, 50),
});

/** The filter of the review queue that a query asks for. */
export function toQueueFilter(query: z.output<typeof filterSchema>): QueueFilter {
  const { status, family, finish, make, reason, model, level } = query;
  return {
    ...{ status, family, finish, make, reason, model, level },
    // As the column has them: what is closer to 0 than any real is 0.
    minConfidence: query.minConfidence && Math.fround(query.minConfidence),
    maxConfidence: query.maxConfidence && Math.fround(query.maxConfidence),
    createdSince: daysAgo(query.maxAgeDays),
    createdBefore: daysAgo(query.minAgeDays),
  };
}

function daysAgo(days: number | undefined): Date | undefined {
  return days === undefined ? undefined : new Date(Date.now() - days * 86_400_000);
}
