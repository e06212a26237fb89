import { z } from 'zod';
import type { Level } from '../classifier/level.js';
import { UsageError } from '../errors.js';
import type { SuggestionReason } from '../suggestion/reason.js';
import type { SuggestionStatus } from '../suggestion/status.js';

/** The suggestions that a reviewer wants to see. An absent field filters nothing. */
export interface QueueFilter {
  status: SuggestionStatus;
  /** Filters by family or finish leave out blind suggestions, because they would give them away. */
  family?: string | undefined;
  finish?: string | undefined;
  level?: Level | undefined;
  minConfidence?: number | undefined;
  maxConfidence?: number | undefined;
  /** Maker of the listing at the time of the suggestion; upper and lower case are the same. */
  make?: string | undefined;
  reason?: SuggestionReason | undefined;
  model?: string | undefined;
  /** Made at this time or later. */
  createdSince?: Date | undefined;
  /** Made before this time. */
  createdBefore?: Date | undefined;
}

/** Most doubtful first, surest first, newest first, the stated finishes that are most surely wrong first. */
export const queueOrderSchema = z.enum(['doubtful', 'surest', 'newest', 'suspicious']);
export type QueueOrder = z.infer<typeof queueOrderSchema>;

/** For each order: its column, the column as an exact number for the cursor, and that number as a column value again. */
export const orderings = {
  doubtful: {
    column: 's.confidence',
    descending: false,
    key: 's.confidence',
    toColumn: (n: string) => `${n}::real`,
  },
  surest: {
    column: 's.confidence',
    descending: true,
    key: 's.confidence',
    toColumn: (n: string) => `${n}::real`,
  },
  suspicious: {
    column: 's.suspicion',
    descending: true,
    key: 's.suspicion',
    toColumn: (n: string) => `${n}::real`,
  },
  newest: {
    column: 's.created_at',
    descending: true,
    key: '(extract(epoch FROM s.created_at) * 1000000)::bigint',
    toColumn: (n: string) => `timestamptz 'epoch' + ${n}::double precision * interval '1 microsecond'`,
  },
} as const satisfies Record<QueueOrder, object>;

/** SQL conditions on the suggestion `s`. Appends their values to `parameters`. */
export function toConditions(filter: QueueFilter, blindShare: number, parameters: unknown[]): string[] {
  const conditions: string[] = [];
  const require = (condition: string, value: unknown) => {
    if (value !== undefined) conditions.push(condition.replace('?', `$${parameters.push(value)}`));
  };
  require('s.status = ?', filter.status);
  require('s.family = ?', filter.family);
  require('s.finish = ?', filter.finish);
  require('s.level = ?', filter.level);
  require('s.confidence >= ?::real', filter.minConfidence);
  require('s.confidence <= ?::real', filter.maxConfidence);
  require('s.make = lower(btrim(?))', filter.make);
  require('s.reasons @> ARRAY[?]', filter.reason);
  require('s.model = ?', filter.model);
  require('s.created_at >= ?', filter.createdSince);
  require('s.created_at < ?', filter.createdBefore);
  if (filter.family !== undefined || filter.finish !== undefined) {
    require(`NOT ${isBlind('?')}`, blindShare);
  }
  return conditions;
}

/** SQL for whether the suggestion `s` is shown blind. It no longer is once somebody has decided it. */
export function isBlind(share: string): string {
  return `(s.status = 'pending' AND s.revision = 0 AND s.blind_draw < ${share})`;
}

const cursorSchema = z.tuple([queueOrderSchema, z.number(), z.int()]);
export type QueuePlace = readonly [key: number, id: number];

export function toCursor(order: QueueOrder, [key, id]: QueuePlace): string {
  return Buffer.from(JSON.stringify([order, key, id])).toString('base64url');
}

/** The last place of the page before. Throws a UsageError if the cursor does not belong to this order. */
export function parseCursor(order: QueueOrder, cursor: string): QueuePlace {
  try {
    const [of, key, id] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    if (of === order) return [key, id];
  } catch {
    // Reported below.
  }
  throw new UsageError(`The cursor does not belong to the order ${order}: begin again without it.`, {
    code: 'wrong_cursor',
  });
}
