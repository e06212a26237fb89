import { z } from 'zod';
import { countReviewQueue, queueCountsSchema } from '../review/counts.js';
import { reviewItemSchema } from '../review/item.js';
import { listReviewQueue, readReviewItem } from '../review/queue.js';
import { type Api, readers } from './api.js';
import type { ServiceContext } from './context.js';
import { notFound } from './problem.js';
import { countsQuery, pageQuery, toQueueFilter } from './suggestion-query.js';
import { id } from './value.js';

const tags = ['suggestions'];

/** What reviewers see: the queue, its counts, and single suggestions. */
export function registerSuggestionRoutes(app: Api, { pool, taxonomy, review }: ServiceContext): void {
  const { blindShare } = review;

  app.get(
    '/v1/suggestions',
    {
      config: { access: readers },
      schema: {
        ...{ tags, operationId: 'listSuggestions', summary: 'A page of suggestions' },
        querystring: pageQuery,
        response: {
          200: z.strictObject({
            items: z.array(reviewItemSchema),
            next: z.string().optional().describe('Absent on the last page'),
          }),
        },
      },
    },
    async ({ query }) => {
      const { order, after: cursor, limit } = query;
      const filter = toQueueFilter(query);
      return listReviewQueue(pool, await taxonomy(), { filter, order, cursor, limit, blindShare });
    },
  );

  app.get(
    '/v1/suggestions/counts',
    {
      config: { access: readers },
      schema: {
        ...{ tags, operationId: 'countSuggestions', summary: 'How many suggestions each filter would leave' },
        querystring: countsQuery,
        response: { 200: queueCountsSchema },
      },
    },
    ({ query }) => countReviewQueue(pool, { filter: toQueueFilter(query), blindShare }),
  );

  app.get(
    '/v1/suggestions/:id',
    {
      config: { access: readers },
      schema: {
        ...{ tags, operationId: 'readSuggestion', summary: 'One suggestion' },
        params: z.object({ id }),
        response: { 200: reviewItemSchema },
      },
    },
    async ({ params }) => {
      const item = await readReviewItem(pool, await taxonomy(), { id: params.id, blindShare });
      if (!item) throw notFound(`suggestion ${params.id}`);
      return item;
    },
  );
}
