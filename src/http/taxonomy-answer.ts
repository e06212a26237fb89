import { z } from 'zod';
import { families } from '../taxonomy/family.js';
import type { Finish, Taxonomy } from '../taxonomy/taxonomy.js';

/** A finish as a page shows it. Makers and origin stay here. */
const finishSchema = z
  .strictObject({
    slug: z.string(),
    name: z.string(),
    family: z.enum(families),
    swatch: z.string().describe('#rrggbb, for display only'),
    aliases: z.array(z.string()).readonly(),
  })
  .meta({ id: 'Finish' }) satisfies z.ZodType<Omit<Finish, 'makers' | 'origin'>>;

/** What a page needs of the taxonomy to let people choose. */
export const taxonomyAnswerSchema = z.strictObject({
  version: z.int().optional(),
  families: z.array(z.enum(families)),
  finishes: z.array(finishSchema),
});
export type TaxonomyAnswer = z.infer<typeof taxonomyAnswerSchema>;

export function toTaxonomyAnswer({ version, finishes }: Taxonomy): TaxonomyAnswer {
  return {
    version,
    families: [...families],
    finishes: [...finishes.values()].map(({ makers: _, origin: __, ...finish }) => finish),
  };
}
