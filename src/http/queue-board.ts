import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { Api } from './api.js';
import type { ServiceContext } from './context.js';

const prefix = '/queues';

/** The policy of our own page, which also allows a base and inline styles. */
const policy =
  "default-src 'self';img-src 'self' data:;style-src 'self' 'unsafe-inline';object-src 'none';base-uri 'self';form-action 'self';frame-ancestors 'none'";

/** The dashboard of the queue. Register it in a scope of its own. */
export async function registerQueueBoard(app: Api, { queue }: Pick<ServiceContext, 'queue'>): Promise<void> {
  const board = new FastifyAdapter().setBasePath(prefix);
  createBullBoard({
    // The types of BullMQAdapter are for Redis only, but it works with both backends.
    queues: [new BullMQAdapter(queue.jobs as unknown as ConstructorParameters<typeof BullMQAdapter>[0])],
    // The adapter has its own copy of the types.
    serverAdapter: board as unknown as Parameters<typeof createBullBoard>[0]['serverAdapter'],
    options: { uiConfig: { boardTitle: 'Honeyburst' } },
  });
  app.addHook('onRequest', async (_, reply) => {
    reply.header('Content-Security-Policy', policy);
  });
  await app.register(board.registerPlugin(), { prefix, basePath: prefix } as { prefix: string });
}
