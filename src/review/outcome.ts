import { z } from 'zod';
import { decidedStatusSchema, suggestionStatusSchema } from '../suggestion/status.js';
import { reviewSchema } from './decision.js';

export const decidedSchema = z.strictObject({
  outcome: z.literal('decided'),
  id: z.int(),
  revision: z.int().describe('Names this decision when it is undone'),
  status: decidedStatusSchema,
  family: z.string().nullable(),
  finish: z.string().nullable(),
  finishName: z.string().nullable(),
  blind: z.boolean().describe('Whether the suggestion was hidden from the reviewer'),
});

export const undoneSchema = z.strictObject({ outcome: z.literal('undone'), id: z.int(), revision: z.int() });

/**
 * Why a decision is refused: the suggestion is hidden; it suggests nothing; its finish or family is not in the current
 * taxonomy.
 */
export const refusalSchema = z.enum(['blind', 'nothing_suggested', 'unknown_finish', 'unknown_family']);
export type Refusal = z.infer<typeof refusalSchema>;

/** What became of a decision, or of undoing one. */
export const reviewOutcomeSchema = z.discriminatedUnion('outcome', [
  decidedSchema,
  undoneSchema,
  z.strictObject({
    outcome: z
      .literal('conflict')
      .describe('Somebody decided first, or a newer suggestion replaced this one'),
    id: z.int(),
    revision: z.int(),
    status: suggestionStatusSchema,
    latest: reviewSchema.nullable().describe('Null where nobody decided'),
  }),
  z.strictObject({ outcome: z.literal('refused'), id: z.int(), reason: refusalSchema }),
  z.strictObject({
    outcome: z.literal('replaced').describe('Not undone: the listing has a newer suggestion'),
    id: z.int(),
    newer: z.strictObject({ id: z.int(), status: suggestionStatusSchema }),
  }),
  z.strictObject({ outcome: z.literal('unknown'), id: z.int() }),
]);
export type ReviewOutcome = z.infer<typeof reviewOutcomeSchema>;
