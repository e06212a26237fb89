import { z } from 'zod';
import { finishMatchSchema } from '../listing/finish-match.js';
import { type FinishMatch, familySchema, finishSchema, type Taxonomy } from '../taxonomy/taxonomy.js';

/** What a page needs of the taxonomy to let people choose. */
export const taxonomyAnswerSchema = z.strictObject({
  version: z.int().optional(),
  families: z.array(familySchema.meta({ id: 'Family' })).describe('In the order that people see them in'),
  finishes: z.array(finishSchema.meta({ id: 'Finish' })),
});
export type TaxonomyAnswer = z.infer<typeof taxonomyAnswerSchema>;

/** What words mean, as `honeyburst taxonomy match` says it. */
export const readingAnswerSchema = z.strictObject({
  kind: finishMatchSchema,
  finish: z.string().nullable().describe('Slug of the finish; null if the words say no more than a family'),
  family: z.string().nullable().describe('Slug of the family'),
});
export type ReadingAnswer = z.infer<typeof readingAnswerSchema>;

export function toReadingAnswer(match: FinishMatch): ReadingAnswer {
  if ('finish' in match) return { kind: match.kind, finish: match.finish.slug, family: match.finish.family };
  return { kind: match.kind, finish: null, family: ('family' in match && match.family) || null };
}

export function toTaxonomyAnswer({ version, families, finishes }: Taxonomy): TaxonomyAnswer {
  return {
    version,
    families: [...families.values()].map(({ winsOver: _, plain: __, origin: ___, ...family }) => family),
    finishes: [...finishes.values()].map(({ origin: _, ...finish }) => finish),
  };
}
