import { z } from 'zod';
import { type Api, readers } from './api.js';
import type { ServiceContext } from './context.js';
import {
  readingAnswerSchema,
  taxonomyAnswerSchema,
  toReadingAnswer,
  toTaxonomyAnswer,
} from './taxonomy-answer.js';
import { text } from './value.js';

/** The families and finishes that a reviewer can choose. */
export function registerTaxonomyRoutes(app: Api, { taxonomy }: ServiceContext): void {
  app.get(
    '/v1/taxonomy',
    {
      config: { access: readers },
      schema: {
        ...{ tags: ['taxonomy'], operationId: 'readTaxonomy', summary: 'All families and finishes' },
        response: { 200: taxonomyAnswerSchema },
      },
    },
    async () => toTaxonomyAnswer(await taxonomy()),
  );

  app.get(
    '/v1/taxonomy/match',
    {
      config: { access: readers },
      schema: {
        ...{ tags: ['taxonomy'], operationId: 'matchFinish', summary: 'Which finish or family words mean' },
        querystring: z.strictObject({
          text: text(200).describe('Words of a seller or a reviewer'),
          make: text(100).optional().describe('Maker of the guitar, which decides between shop codes'),
        }),
        response: { 200: readingAnswerSchema },
      },
    },
    async ({ query }) => toReadingAnswer((await taxonomy()).match(query.text, query.make)),
  );
}
