import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { ApiRole } from './api-token.js';

/** Fastify with zod schemas: what a route declares is what it accepts, answers and documents. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** The roles that may use a route. `anyone` needs no key; admins may use every route. */
export type Access = 'anyone' | readonly Exclude<ApiRole, 'admin'>[];

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Default: nobody. */
    access?: Access;
    /** Whether pages of other programs call it, which do not send our header. */
    foreignPage?: boolean;
  }
}

export const everyone = ['reviewer', 'analyst', 'ingest'] as const satisfies Access;
export const readers = ['reviewer', 'analyst'] as const satisfies Access;
export const reviewers = ['reviewer'] as const satisfies Access;
export const analysts = ['analyst'] as const satisfies Access;
export const admins = [] as const satisfies Access;
