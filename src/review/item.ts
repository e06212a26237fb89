import { z } from 'zod';
import { levelSchema } from '../classifier/level.js';
import { photoReasonSchema } from '../classifier/photo-reason.js';
import { viewSchema } from '../classifier/view.js';
import { listingPhotoSchema, storedListingSchema } from '../listing/stored-listing.js';
import { agreementSchema, evidenceSchema, photoProblemSchema } from '../suggestion/evidence.js';
import { suggestionSchema } from '../suggestion/suggestion.js';
import { swatchSchema } from '../taxonomy/taxonomy.js';
import { reviewSchema } from './decision.js';
import { markSchema } from './mark-words.js';

/** A family or finish as people see it. */
export const labelSchema = z.strictObject({
  label: z.string().describe('Slug of a finish, or a family'),
  name: z.string(),
  swatch: swatchSchema.nullable().describe('Null if the taxonomy does not know the label'),
});
export type Label = z.infer<typeof labelSchema>;

export const sureLabelSchema = z.strictObject({ ...labelSchema.shape, confidence: z.number() });

export const answerSchema = z.strictObject({
  family: labelSchema,
  finish: labelSchema.nullable(),
  confidence: z.number(),
});
export type Answer = z.infer<typeof answerSchema>;

/** What the model saw in one photo. */
export const seenSchema = z
  .union([
    z.strictObject({
      bodyShare: z.number(),
      weight: z.number(),
      view: viewSchema
        .nullable()
        .describe('The part of the guitar in sight; null if the model does not tell'),
      reason: photoReasonSchema.nullable().describe('Why the photo has no vote'),
      family: sureLabelSchema,
      finish: sureLabelSchema.nullable(),
    }),
    z.strictObject({ error: photoProblemSchema }),
  ])
  .nullable()
  .describe(
    'What the model saw in the photo; null while the suggestion is blind, or if it did not look at the photo',
  );
export type Seen = z.infer<typeof seenSchema>;

/** A suggestion with everything that a reviewer sees of it. */
export const reviewItemSchema = z.strictObject({
  ...suggestionSchema.pick({ id: true, status: true, model: true, reasons: true }).shape,
  ...suggestionSchema.pick({ createdAt: true, decidedAt: true }).shape,
  revision: z.int().describe('The decision has to name it'),
  blind: z
    .boolean()
    .describe('Whether it has to be decided without seeing the suggestion, which is left out'),
  level: levelSchema.nullable(),
  suggested: answerSchema.nullable().describe('Null while it is blind, and at the level none'),
  either: z
    .array(labelSchema)
    .describe(
      'Two or three finishes of which one is right; empty while it is blind, or where there are none',
    ),
  seen: z
    .array(answerSchema)
    .describe('What the photos alone say, best first, at most five; empty while it is blind'),
  guitars: z
    .strictObject({ ...evidenceSchema.shape.guitars.unwrap().unwrap().shape, finish: labelSchema })
    .nullable()
    .describe('What is known of guitars like this one; null while it is blind, or if nothing is'),
  alternatives: z.array(answerSchema).describe('Best first, at most five; empty while it is blind'),
  text: z
    .strictObject({ ...evidenceSchema.shape.text.shape, agreement: agreementSchema.nullable() })
    .describe('What the text says; agreement is null while the suggestion is blind'),
  listing: z.strictObject({
    ...storedListingSchema.pick({ id: true, externalId: true, make: true, model: true, year: true }).shape,
    ...storedListingSchema.pick({ title: true, finish: true, url: true, state: true }).shape,
    description: z.string().nullable().describe('Without markup; the first 20,000 characters'),
  }),
  marks: z
    .strictObject({
      title: z.array(markSchema),
      model: z.array(markSchema),
      description: z.array(markSchema),
    })
    .describe('Words that name a finish'),
  photos: z.array(z.strictObject({ ...listingPhotoSchema.shape, seen: seenSchema })),
  latest: reviewSchema.nullable().describe('The last decision, even if it was undone'),
});
export type ReviewItem = z.infer<typeof reviewItemSchema>;
