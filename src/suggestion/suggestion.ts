import { z } from 'zod';
import { levelSchema } from '../classifier/level.js';
import { evidenceSchema } from './evidence.js';
import { suggestionReasonSchema } from './reason.js';
import { suggestionStatusSchema } from './status.js';

/** A row of honeyburst.suggestion, with what tells its listing. */
export const suggestionSchema = z.strictObject({
  id: z.int(),
  listingId: z.int(),
  externalId: z.string(),
  make: z.string().nullable(),
  guitarModel: z.string().nullable(),
  title: z.string().nullable(),
  /** The finish as the seller wrote it. */
  statedFinish: z.string().nullable(),
  level: levelSchema,
  family: z.string().nullable(),
  finish: z.string().nullable(),
  either: z
    .array(z.string())
    .nullable()
    .describe(
      'Two or three finishes of the family, the most probable first, of which one is right with the confidence of an answer; null where the finish is named, or three are too few',
    ),
  confidence: z.number(),
  status: suggestionStatusSchema,
  reasons: z.array(suggestionReasonSchema),
  evidence: evidenceSchema,
  model: z.string(),
  taxonomyVersion: z.int().nullable(),
  createdAt: z.date(),
  decidedAt: z.date().nullable(),
});
export type Suggestion = z.infer<typeof suggestionSchema>;
