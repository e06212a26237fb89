import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { Api } from './api.js';
import type { ServiceContext } from './context.js';

const prefix = '/queues';

/** Of our own page, but for a base and styles in the page. */
const policy =
  "default-src 'self';img-src 'self' data:;style-src 'self' 'unsafe-inline';object-src 'none';base-uri 'self';form-action 'self';frame-ancestors 'none'";

/** The dashboard of the queue, for a scope of its own. */
export async function registerQueueBoard(app: Api, { queue }: Pick<ServiceContext, 'queue'>): Promise<void> {
  const board = new FastifyAdapter().setBasePath(prefix);
  createBullBoard({
    // BullMQAdapter is typed for Redis, and works for either backend.
    queues: [new BullMQAdapter(queue.jobs as unknown as ConstructorParameters<typeof BullMQAdapter>[0])],
    // The adapter brings another copy of the types.
    serverAdapter: board as unknown as Parameters<typeof createBullBoard>[0]['serverAdapter'],
    options: { uiConfig: { boardTitle: 'Honeyburst' } },
  });
  app.addHook('onRequest', async (_, reply) => {
    reply.header('Content-Security-Policy', policy);
  });
  await app.register(board.registerPlugin(), { prefix, basePath: prefix } as { prefix: string });
}
