import { z } from 'zod';
import { photoReasonSchema } from '../classifier/photo-reason.js';
import { viewSchema } from '../classifier/view.js';
import { suggestionReasonSchema } from './reason.js';

const sureLabelSchema = z.object({ label: z.string(), confidence: z.number() });

/** What the seller or the text says of the finish, as the taxonomy reads it. */
const readingSchema = z.object({ finish: z.string().nullable(), family: z.string().nullable() });

/** How the finish that the text names relates to what the photos show. */
export const agreementSchema = z.enum(['agrees', 'differs', 'absent']);

/** Why a photo could not be used. */
export const photoProblemSchema = z.strictObject({
  stage: z.string(),
  code: z.string(),
  message: z.string(),
});

/** What a suggestion is based on, as the column suggestion.evidence keeps it. */
export const evidenceSchema = z.object({
  photos: z.array(
    z.union([
      z.object({
        position: z.int(),
        url: z.string(),
        bodyShare: z.number(),
        /** The part of the guitar in sight. Null: the model does not tell. Absent from evidence of before 0.2. */
        view: viewSchema.nullable().optional(),
        /** Why the photo has no vote. Null: it may have one. Absent from evidence of before 0.2. */
        reason: photoReasonSchema.nullable().optional(),
        /** Share of the photo in the answer; 0 for one that repeats an earlier one or has no vote. */
        weight: z.number(),
        family: sureLabelSchema,
        finish: sureLabelSchema.nullable(),
      }),
      z.object({ position: z.int(), url: z.string(), error: photoProblemSchema }),
    ]),
  ),
  /** How sure each reason is, 0 to 1; see reasonStrengths. Absent from evidence of before 0.2. */
  strength: z.partialRecord(suggestionReasonSchema, z.number()).optional(),
  /** What the photos alone say, best first, at most five. Absent from evidence of before 0.2. */
  seen: z
    .array(z.object({ finish: z.string().nullable(), family: z.string(), confidence: z.number() }))
    .optional(),
  /** The finish that title, model or description name. */
  text: z.object({
    agreement: agreementSchema,
    ...readingSchema.shape,
    /** The words that name it. */
    phrase: z.string().nullable(),
  }),
  /** The finish that the seller states. */
  stated: z.object({
    /** As the seller wrote it. */
    text: z.string().nullable(),
    ...readingSchema.shape,
  }),
  /**
   * What is known of guitars like this one, and of how many have the best finish. Null: neither maker nor model line is
   * known. Absent from evidence of before 0.2.
   */
  guitars: z
    .object({
      /** Such as Gibson Explorer. */
      of: z.string(),
      /** Counted listings of that kind; 0 if only the maker's list is known. */
      listings: z.int(),
      count: z.int(),
      share: z.number(),
    })
    .nullable()
    .optional(),
  /**
   * The most probable finishes of the combined answer, or families where the model knows no finish; best first, at most
   * five.
   */
  alternatives: z.array(
    z.object({ finish: z.string().nullable(), family: z.string(), confidence: z.number() }),
  ),
});

export type Evidence = z.infer<typeof evidenceSchema>;

/** Rounds to four digits: a confidence is never more precise. */
export function roundConfidence(confidence: number): number {
  return Math.round(confidence * 1e4) / 1e4;
}
