import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { Api } from './api.js';
import type { ServiceContext } from './context.js';

const prefix = '/queues';

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
  await app.register(board.registerPlugin(), { prefix, basePath: prefix } as { prefix: string });
}
