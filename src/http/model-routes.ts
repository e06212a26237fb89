import { z } from 'zod';
import { listModels, registeredModelSchema } from '../classifier/registry.js';
import { type Api, analysts } from './api.js';
import type { ServiceContext } from './context.js';

/** A model without its folder on this machine. */
const modelSchema = registeredModelSchema.omit({ folder: true, checksum: true }).meta({ id: 'Model' });

/** The registry of models. */
export function registerModelRoutes(app: Api, { pool }: ServiceContext): void {
  app.get(
    '/v1/models',
    {
      config: { access: analysts },
      schema: {
        ...{ tags: ['models'], operationId: 'listModels', summary: 'All models, the live one first' },
        response: { 200: z.strictObject({ items: z.array(modelSchema) }) },
      },
    },
    async () => ({
      items: (await listModels(pool)).map(({ folder: _, checksum: __, ...model }) => model),
    }),
  );
}
