import { z } from 'zod';
import { listModels } from '../classifier/registry.js';
import { type Api, analysts } from './api.js';
import type { ServiceContext } from './context.js';

const modelSchema = z
  .object({
    name: z.string(),
    engine: z.string(),
    backbone: z.string(),
    live: z.boolean().describe('Whether new work uses it'),
    families: z.array(z.string()),
    finishes: z.array(z.string()),
    summary: z
      .record(z.string(), z.unknown())
      .describe('How it was trained and how well it did on held-back photos'),
    createdAt: z.date(),
  })
  .meta({ id: 'Model' });

/** The registry of models. */
export function registerModelRoutes(app: Api, { pool }: ServiceContext): void {
  app.get(
    '/v1/models',
    {
      config: { access: analysts },
      schema: {
        ...{ tags: ['models'], operationId: 'listModels', summary: 'All models, the live one first' },
        response: { 200: z.object({ items: z.array(modelSchema) }) },
      },
    },
    async () => ({ items: await listModels(pool) }),
  );
}
