import { z } from 'zod';
import { enrichmentStateSchema, ledgerEntrySchema, listEnrichments } from '../enrichment/list.js';
import { retryFailed } from '../enrichment/reopen.js';
import { type Api, admins, analysts } from './api.js';
import type { ServiceContext } from './context.js';
import { pageOf, toPage } from './page.js';
import { id, limit, text } from './value.js';

const tags = ['enrichments'];

/** The ledger of work: what failed and why, and how to have it tried again. */
export function registerEnrichmentRoutes(app: Api, { pool }: ServiceContext): void {
  app.get(
    '/v1/enrichments',
    {
      config: { access: analysts },
      schema: {
        ...{ tags, operationId: 'listEnrichments', summary: 'A page of the ledger, oldest first' },
        querystring: z.strictObject({
          state: enrichmentStateSchema.optional(),
          code: text(200).optional().describe('Of the failure, or why the row was skipped'),
          after: id.optional().describe('`next` of the page before'),
          limit: limit(500, 50),
        }),
        response: { 200: pageOf(ledgerEntrySchema) },
      },
    },
    async ({ query }) => toPage(await listEnrichments(pool, query), query.limit),
  );

  app.post(
    '/v1/enrichments/retry',
    {
      config: { access: admins },
      schema: {
        ...{ tags, operationId: 'retryEnrichments', summary: 'Makes failed work pending again' },
        body: z
          .strictObject({ code: text(200).optional().describe('Default: all failures, whatever their code') })
          .nullish(),
        response: { 200: z.strictObject({ reopened: z.int() }) },
      },
    },
    async ({ body }) => ({ reopened: await retryFailed(pool, body?.code) }),
  );
}
