import { z } from 'zod';
import { type Decision, refusals } from '../review/decision.js';
import { suggestionStatuses } from '../suggestion/store.js';
import { reviewSchema } from './suggestion-schema.js';
import { id, text } from './value.js';

/** As the column holds it. */
export const revision = z.int().min(0).max(2_147_483_646);
const note = text(5000).optional();

export const decisionSchema = z.discriminatedUnion('decision', [
  z.strictObject({ revision, note, decision: z.literal('accepted') }),
  z
    .strictObject({
      revision,
      note,
      decision: z.literal('edited'),
      finish: text(100).optional().describe('Slug of the taxonomy'),
      family: text(100)
        .optional()
        .describe('Slug of a family of the taxonomy, if nothing closer can be said'),
    })
    .refine(({ finish, family }) => (finish === undefined) !== (family === undefined), {
      message: 'edited goes with either finish or family',
    }),
  z.strictObject({ revision, note, decision: z.literal('rejected') }),
]);

export const undoSchema = z.strictObject({ revision, note });

export const bulkSchema = z.strictObject({
  items: z
    .array(z.strictObject({ id: id.pipe(z.int()), revision }))
    .min(1)
    .max(500),
  decision: z.enum(['accepted', 'rejected']),
});

/** What the reviewer decided on the suggestion of that id. */
export function toDecision(id: number, body: z.output<typeof decisionSchema>): Decision {
  const { revision, note } = body;
  if (body.decision !== 'edited') return { id, revision, note, decision: body.decision };
  const { finish, family } = body;
  if (finish !== undefined) return { id, revision, note, decision: 'edited', finish };
  return { id, revision, note, decision: 'edited', family: family! };
}

const status = z.enum(suggestionStatuses);

export const decidedSchema = z
  .object({
    outcome: z.literal('decided'),
    id: z.int(),
    revision: z.int().describe('To undo it by'),
    status: z.enum(['accepted', 'edited', 'rejected']),
    family: z.string().nullable(),
    finish: z.string().nullable(),
    finishName: z.string().nullable(),
    blind: z.boolean().describe('Whether the reviewer was not shown what is suggested'),
  })
  .meta({ id: 'Decided' });

export const undoneSchema = z
  .object({ outcome: z.literal('undone'), id: z.int(), revision: z.int() })
  .meta({ id: 'Undone' });

/** What became of each decision of several. */
export const outcomeSchema = z
  .discriminatedUnion('outcome', [
    decidedSchema,
    undoneSchema,
    z.object({
      outcome: z.literal('conflict').describe('Somebody was quicker, or a newer suggestion replaced it'),
      id: z.int(),
      revision: z.int(),
      status,
      latest: reviewSchema.nullable(),
    }),
    z.object({
      outcome: z.literal('refused'),
      id: z.int(),
      reason: z.enum(refusals),
    }),
    z.object({
      outcome: z.literal('replaced'),
      id: z.int(),
      newer: z.object({ id: z.int(), status }),
    }),
    z.object({ outcome: z.literal('unknown'), id: z.int() }),
  ])
  .meta({ id: 'ReviewOutcome' });
