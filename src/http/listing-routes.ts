import { z } from 'zod';
import { listListings, readListing } from '../listing/list.js';
import { listingStates } from '../listing/listing.js';
import { suggestionStatuses } from '../suggestion/store.js';
import { type Api, readers } from './api.js';
import type { ServiceContext } from './context.js';
import { toPage } from './page.js';
import { notFound } from './problem.js';
import { id, limit, text } from './value.js';

const tags = ['listings'];

const listingSchema = z
  .object({
    id: z.int(),
    externalId: z.string(),
    make: z.string().nullable(),
    model: z.string().nullable(),
    year: z.string().nullable(),
    title: z.string().nullable(),
    finish: z.string().nullable().describe('As the seller wrote it'),
    finishMatch: z.enum(['missing', 'vague', 'unrecognised', 'exact', 'alias', 'fuzzy']).nullable(),
    finishSlug: z.string().nullable(),
    finishFamily: z.string().nullable(),
    url: z.string().nullable(),
    state: z.enum(listingStates),
    createdAt: z.date(),
    updatedAt: z.date(),
  })
  .meta({ id: 'Listing' });

const detailSchema = z
  .object({
    ...listingSchema.shape,
    description: z.string().nullable().describe('May hold HTML: data, never markup'),
    photos: z.array(z.object({ position: z.int(), url: z.string() })),
    suggestions: z
      .array(
        z.object({
          id: z.int(),
          status: z.enum(suggestionStatuses),
          model: z.string(),
          createdAt: z.string(),
          decidedAt: z.string().nullable(),
        }),
      )
      .describe('Newest first'),
  })
  .meta({ id: 'ListingDetail' });

/** What the marketplace told. */
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
        response: { 200: z.object({ items: z.array(listingSchema), next: z.int().optional() }) },
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
        response: { 200: detailSchema },
      },
    },
    async ({ params: { externalId } }) => {
      const listing = await readListing(pool, externalId);
      if (!listing) throw notFound('such listing');
      return listing;
    },
  );
}
