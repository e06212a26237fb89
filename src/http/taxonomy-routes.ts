import { z } from 'zod';
import { type Api, readers } from './api.js';
import type { ServiceContext } from './context.js';

const texts = z.array(z.string()).readonly();
const translations = z.array(z.object({ language: z.string(), name: z.string() })).readonly();
const swatch = texts.describe('One to three colours as #rrggbb from centre to edge, for display only');

const familySchema = z
  .object({
    slug: z.string(),
    name: z.string(),
    swatch,
    words: texts.describe('English words that say this family and nothing closer'),
    translations: translations.describe('The same in other languages'),
  })
  .meta({ id: 'Family' });

const finishSchema = z
  .object({
    slug: z.string(),
    name: z.string(),
    family: z.string().describe('Slug of its family'),
    makers: texts.describe('Empty where the name is common to all makers'),
    aliases: texts.describe('Other spellings in English'),
    codes: z
      .array(z.object({ code: z.string(), maker: z.string().nullable() }))
      .readonly()
      .describe('Shop codes; maker is null where several makers use the code in the same sense'),
    translations: translations.describe('Names in other languages'),
    swatch,
  })
  .meta({ id: 'Finish' });

/** The families and finishes that can be chosen. */
export function registerTaxonomyRoutes(app: Api, { taxonomy }: ServiceContext): void {
  app.get(
    '/v1/taxonomy',
    {
      config: { access: readers },
      schema: {
        ...{ tags: ['taxonomy'], operationId: 'readTaxonomy', summary: 'All families and finishes' },
        response: {
          200: z.object({
            version: z.int().optional(),
            families: z.array(familySchema).describe('In the order that people see them in'),
            finishes: z.array(finishSchema),
          }),
        },
      },
    },
    async () => {
      const { version, families, finishes } = await taxonomy();
      return { version, families: [...families.values()], finishes: [...finishes.values()] };
    },
  );
}
