import { overviewSchema, readOverview } from '../analytics/overview.js';
import { createSharedRead } from '../shared-read.js';
import { type Api, readers } from './api.js';
import type { ServiceContext } from './context.js';

/** Reading the overview of a million listings takes over a second, so its result is shared for this long. */
const keptMs = 2000;

/** The overview for operators. */
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
