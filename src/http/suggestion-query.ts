import { z } from 'zod';
import { levelSchema } from '../classifier/level.js';
import { type QueueFilter, queueOrderSchema } from '../review/queue-filter.js';
import { suggestionReasonSchema } from '../suggestion/reason.js';
import { suggestionStatusSchema } from '../suggestion/status.js';
import { limit, share, text } from './value.js';

const days = z.coerce.number().min(0).max(36_500);

const filterSchema = z.strictObject({
  status: suggestionStatusSchema.default('pending'),
  family: text(100).optional().describe('Leaves out suggestions that are shown blind, as finish does'),
  finish: text(100).optional(),
  minConfidence: share.optional(),
  maxConfidence: share.optional(),
  make: text(1000).optional().describe('Upper and lower case are the same'),
  reason: suggestionReasonSchema.optional(),
  model: text(200).optional().describe('The model that made it'),
  level: levelSchema.optional(),
  minAgeDays: days.optional(),
  maxAgeDays: days.optional(),
});

export const countsQuery = filterSchema;

export const pageQuery = filterSchema.extend({
  order: queueOrderSchema
    .default('doubtful')
    .describe('Most doubtful, surest, newest, or most suspicious first'),
  after: text(500).optional().describe('`next` of the page before'),
  limit: limit(200, 50),
});

/** Turns a query into a filter of the review queue. */
export function toQueueFilter(query: z.output<typeof filterSchema>): QueueFilter {
  const { status, family, finish, make, reason, model, level } = query;
  return {
    ...{ status, family, finish, make, reason, model, level },
    // Rounded to float32, as the column is.
    minConfidence: query.minConfidence && Math.fround(query.minConfidence),
    maxConfidence: query.maxConfidence && Math.fround(query.maxConfidence),
    createdSince: daysAgo(query.maxAgeDays),
    createdBefore: daysAgo(query.minAgeDays),
  };
}

function daysAgo(days: number | undefined): Date | undefined {
  return days === undefined ? undefined : new Date(Date.now() - days * 86_400_000);
}
