import { z } from 'zod';
import { listListings } from '../listing/list.js';
import { storedListingSchema } from '../listing/stored-listing.js';
import { listingDetailSchema, readListingDetail } from '../suggestion/listing-detail.js';
import { type Api, readers } from './api.js';
import type { ServiceContext } from './context.js';
import { pageOf, toPage } from './page.js';
import { notFound } from './problem.js';
import { id, limit, text } from './value.js';

const tags = ['listings'];

/** Listings as the marketplace sent them. */
export function registerListingRoutes(app: Api, { pool }: ServiceContext): void {
  app.get(
    '/v1/listings',
    {
      config: { access: readers },
      schema: {
        ...{ tags, operationId: 'listListings', summary: 'A page of listings, oldest first' },
        querystring: z.strictObject({
          after: id.optional().describe('`next` of the page before'),
          limit: limit(500, 50),
          q: text(500).optional().describe('Words of maker, model and title, or the external id'),
        }),
        response: { 200: pageOf(storedListingSchema) },
      },
    },
    async ({ query }) => toPage(await listListings(pool, query), query.limit),
  );

  app.get(
    '/v1/listings/:externalId',
    {
      config: { access: readers },
      schema: {
        ...{ tags, operationId: 'readListing', summary: 'One listing' },
        params: z.object({ externalId: text(255) }),
        response: { 200: listingDetailSchema },
      },
    },
    async ({ params: { externalId } }) => {
      const listing = await readListingDetail(pool, externalId);
      if (!listing) throw notFound('such listing');
      return listing;
    },
  );
}
