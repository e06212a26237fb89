import { type Api, readers } from './api.js';
import type { ServiceContext } from './context.js';
import { taxonomyAnswerSchema, toTaxonomyAnswer } from './taxonomy-answer.js';

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
}
