import { z } from 'zod';
import { listingStates } from '../listing/listing.js';
import { suggestionStatuses } from '../suggestion/store.js';

const label = z
  .object({
    label: z.string().describe('Slug of a finish, or a family'),
    name: z.string(),
    swatch: z
      .array(z.string())
      .readonly()
      .nullable()
      .describe('One to three colours as #rrggbb from centre to edge; null if the taxonomy does not know it'),
  })
  .meta({ id: 'Label' });

const sureLabel = z.object({ ...label.shape, confidence: z.number() }).meta({ id: 'SureLabel' });

const answer = z
  .object({ family: label, finish: label.nullable(), confidence: z.number() })
  .meta({ id: 'Answer' });

const mark = z
  .object({ start: z.int(), end: z.int() })
  .meta({ id: 'Mark', description: 'Characters from start to before end, in UTF-16 units' });

const seen = z
  .union([
    z.object({
      bodyShare: z.number(),
      weight: z.number(),
      family: sureLabel,
      finish: sureLabel.nullable(),
    }),
    z.object({ error: z.object({ stage: z.string(), code: z.string(), message: z.string() }) }),
  ])
  .nullable()
  .describe('What the model saw in the photo; null where it is blind, or the photo was not looked at');

export const reviewSchema = z
  .object({
    reviewer: z.string(),
    decision: z.enum(['accepted', 'edited', 'rejected', 'undone']),
    family: z.string().nullable(),
    finish: z.string().nullable(),
    note: z.string().nullable(),
    blind: z.boolean(),
    decidedAt: z.date(),
  })
  .meta({ id: 'Review' });

/** A suggestion with everything that a reviewer is to see of it. */
export const suggestionSchema = z
  .object({
    id: z.int(),
    revision: z.int().describe('To be named by the decision'),
    status: z.enum(suggestionStatuses),
    blind: z.boolean().describe('To be decided without seeing what is suggested, which is left out'),
    level: z.enum(['finish', 'family', 'none']).nullable(),
    suggested: answer.nullable(),
    alternatives: z.array(answer).describe('Best first'),
    text: z.object({
      agreement: z.enum(['agrees', 'differs', 'absent']).nullable(),
      finish: z.string().nullable(),
      family: z.string().nullable(),
      phrase: z.string().nullable(),
    }),
    reasons: z.array(z.string()),
    model: z.string(),
    createdAt: z.date(),
    decidedAt: z.date().nullable(),
    listing: z.object({
      id: z.int(),
      externalId: z.string(),
      make: z.string().nullable(),
      model: z.string().nullable(),
      year: z.string().nullable(),
      title: z.string().nullable(),
      description: z.string().nullable(),
      finish: z.string().nullable().describe('As the seller wrote it'),
      url: z.string().nullable(),
      state: z.enum(listingStates),
    }),
    marks: z
      .object({ title: z.array(mark), model: z.array(mark), description: z.array(mark) })
      .describe('Words that name a finish'),
    photos: z.array(z.object({ position: z.int(), url: z.string(), seen })),
    latest: reviewSchema.nullable().describe('The last decision, also one that was undone'),
  })
  .meta({ id: 'Suggestion' });

const facet = z.array(z.object({ value: z.string(), count: z.int() }));

export const countsSchema = z
  .object({
    matching: z.int().describe('Suggestions that the whole filter lets through, counted up to 10,000'),
    facets: z
      .object({
        status: facet,
        level: facet,
        family: facet,
        finish: facet,
        model: facet,
        reason: facet,
      })
      .describe('For each filter, how many suggestions it would leave by its values, most first'),
  })
  .meta({ id: 'SuggestionCounts' });
