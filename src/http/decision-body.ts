import { z } from 'zod';
import type { Decision } from '../review/decision.js';
import { suggestionStatusSchema } from '../suggestion/status.js';
import { id, text } from './value.js';

/** In the range of the column. */
const revision = z.int().min(0).max(2_147_483_646);
const note = text(5000).optional();

export const decisionBody = z.discriminatedUnion('decision', [
  z.strictObject({ revision, note, decision: z.literal('accepted') }),
  z
    .strictObject({
      revision,
      note,
      decision: z.literal('edited'),
      finish: text(100).optional().describe('Slug of a finish in the taxonomy'),
      family: text(100)
        .optional()
        .describe('Slug of a family in the taxonomy, if the reviewer can say the family, but no finish'),
    })
    .refine(({ finish, family }) => (finish === undefined) !== (family === undefined), {
      message: 'edited needs either finish or family',
    }),
  z.strictObject({ revision, note, decision: z.literal('rejected') }),
]);

export const undoBody = z.strictObject({ revision, note });

export const bulkBody = z.strictObject({
  items: z
    .array(z.strictObject({ id: id.pipe(z.int()), revision }))
    .min(1)
    .max(500),
  decision: suggestionStatusSchema.extract(['accepted', 'rejected']),
});

/** What the reviewer decided on the suggestion with this id. */
export function toDecision(id: number, body: z.output<typeof decisionBody>): Decision {
  const { revision, note } = body;
  if (body.decision !== 'edited') return { id, revision, note, decision: body.decision };
  const { finish, family } = body;
  if (finish !== undefined) return { id, revision, note, decision: 'edited', finish };
  return { id, revision, note, decision: 'edited', family: family! };
}
