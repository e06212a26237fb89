import { overviewSchema, readOverview } from '../analytics/overview.js';
import { createSharedRead } from '../shared-read.js';
import { type Api, readers } from './api.js';
import type { ServiceContext } from './context.js';

/** At a million listings it takes over a second. */
const keptMs = 2000;

/** What an operator wants to see at a glance. */
export function registerOverviewRoutes(app: Api, { pool }: ServiceContext): void {
  const read = createSharedRead(() => readOverview(pool), keptMs);
  app.get(
    '/v1/overview',
    {
      config: { access: readers },
      schema: {
        ...{
          tags: ['overview'],
          operationId: 'readOverview',
          summary: 'Ledger, throughput, failures, live model',
        },
        response: { 200: overviewSchema.meta({ id: 'Overview' }) },
      },
    },
    read,
  );
}
