import { z } from 'zod';

const answer = z.object({ label: z.string(), confidence: z.number() });

/** What a suggestion rests on, as the column suggestion.evidence keeps it. */
export const evidenceSchema = z.object({
  photos: z.array(
    z.union([
      z.object({
        position: z.int(),
        url: z.string(),
        bodyShare: z.number(),
        /** Share of the photo in the answer; 0 for one whose twin comes before it. */
        weight: z.number(),
        family: answer,
        finish: answer.nullable(),
      }),
      z.object({
        position: z.int(),
        url: z.string(),
        error: z.object({ stage: z.string(), code: z.string(), message: z.string() }),
      }),
    ]),
  ),
  /** The finish that title, model or description name, beside what the photos show. */
  text: z.object({
    agreement: z.enum(['agrees', 'differs', 'absent']),
    finish: z.string().nullable(),
    family: z.string().nullable(),
    phrase: z.string().nullable(),
  }),
  /** The seller's finish, and what the taxonomy made of it. */
  stated: z.object({
    text: z.string().nullable(),
    finish: z.string().nullable(),
    family: z.string().nullable(),
  }),
  /** The most probable finishes, or families where the model knows no finish; best first, at most five. */
  alternatives: z.array(
    z.object({ finish: z.string().nullable(), family: z.string(), confidence: z.number() }),
  ),
});

export type Evidence = z.infer<typeof evidenceSchema>;
