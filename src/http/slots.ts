import type { onRequestAsyncHookHandler } from 'fastify';
import { ProblemError } from './problem.js';

/** Bounds how many requests of a route are worked on at the same time. */
export interface Slots {
  /** Hook of the route: takes a slot before the body is read, or answers 503 with Retry-After. */
  onRequest: onRequestAsyncHookHandler;
  /** Runs the work of the request and then frees its slot, also if the client has gone by then. */
  hold<T>(request: object, work: () => Promise<T>): Promise<T>;
}

export function createSlots(most: number): Slots {
  let taken = 0;
  /** Requests whose work has begun: their slot outlives their connection. */
  const working = new WeakSet<object>();
  return {
    onRequest: async (request, reply) => {
      if (taken >= most) throw busy;
      taken++;
      reply.raw.once('close', () => {
        if (!working.has(request)) taken--;
      });
    },
    async hold(request, work) {
      working.add(request);
      try {
        return await work();
      } finally {
        taken--;
      }
    },
  };
}

const busy = new ProblemError({
  status: 503,
  code: 'busy',
  detail: 'As many requests are in work as this machine can take: try again in 1 s.',
  headers: { 'Retry-After': '1' },
});
