import { z } from 'zod';
import { families } from '../taxonomy/family.js';
import { type Api, readers } from './api.js';
import type { ServiceContext } from './context.js';

const finishSchema = z
  .object({
    slug: z.string(),
    name: z.string(),
    family: z.enum(families),
    swatch: z.string().describe('#rrggbb, for display only'),
    aliases: z.array(z.string()).readonly(),
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
            families: z.array(z.enum(families)),
            finishes: z.array(finishSchema),
          }),
        },
      },
    },
    async () => {
      const { version, finishes } = await taxonomy();
      return { version, families: [...families], finishes: [...finishes.values()] };
    },
  );
}
