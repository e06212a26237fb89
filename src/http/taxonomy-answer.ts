import { z } from 'zod';
import { familySchema, finishSchema, type Taxonomy } from '../taxonomy/taxonomy.js';

/** What a page needs of the taxonomy to let people choose. */
export const taxonomyAnswerSchema = z.strictObject({
  version: z.int().optional(),
  families: z.array(familySchema.meta({ id: 'Family' })).describe('In the order that people see them in'),
  finishes: z.array(finishSchema.meta({ id: 'Finish' })),
});
export type TaxonomyAnswer = z.infer<typeof taxonomyAnswerSchema>;

export function toTaxonomyAnswer({ version, families, finishes }: Taxonomy): TaxonomyAnswer {
  return {
    version,
    families: [...families.values()].map(({ winsOver: _, plain: __, origin: ___, ...family }) => family),
    finishes: [...finishes.values()].map(({ origin: _, ...finish }) => finish),
  };
}
