import { z } from 'zod';
import { enrichmentStates, listEnrichments } from '../enrichment/list.js';
import { retryFailed } from '../enrichment/reopen.js';
import { type Api, admins, analysts } from './api.js';
import type { ServiceContext } from './context.js';
import { toPage } from './page.js';
import { id, limit, text } from './value.js';

const tags = ['enrichments'];

const enrichmentSchema = z
  .object({
    id: z.int(),
    externalId: z.string().describe('Of the listing'),
    model: z.string(),
    state: z.enum(enrichmentStates),
    reasons: z.array(z.string()),
    priority: z.int(),
    attempts: z.int(),
    stage: z.string().nullable().describe('Of the last failure, as are errorCode and errorMessage'),
    errorCode: z.string().nullable(),
    errorMessage: z.string().nullable(),
    createdAt: z.date(),
    startedAt: z.date().nullable(),
    finishedAt: z.date().nullable(),
  })
  .meta({ id: 'Enrichment' });

/** The ledger of work: what failed, and why; and to have it tried again. */
export function registerEnrichmentRoutes(app: Api, { pool }: ServiceContext): void {
  app.get(
    '/v1/enrichments',
    {
      config: { access: analysts },
      schema: {
        ...{ tags, operationId: 'listEnrichments', summary: 'A page of the ledger, oldest first' },
        querystring: z.strictObject({
          state: z.enum(enrichmentStates).optional(),
          code: text(200).optional().describe('Of the failure, or the reason why it was skipped'),
          after: id.optional().describe('`next` of the page before'),
          limit: limit(500, 50),
        }),
        response: { 200: z.object({ items: z.array(enrichmentSchema), next: z.int().optional() }) },
      },
    },
    async ({ query }) => toPage(await listEnrichments(pool, query), query.limit),
  );

  app.post(
    '/v1/enrichments/retry',
    {
      config: { access: admins },
      schema: {
        ...{ tags, operationId: 'retryEnrichments', summary: 'Has what failed tried again' },
        body: z
          .strictObject({ code: text(200).optional().describe('Default: whatever it failed with') })
          .nullish(),
        response: { 200: z.object({ reopened: z.int() }) },
      },
    },
    async ({ body }) => ({ reopened: await retryFailed(pool, body?.code) }),
  );
}
