import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { ApiRole } from './api-token.js';

/** Fastify with routes whose schemas are zod's: what they declare is what they take, answer and document. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** Who may ask: `anyone` needs no key. Admins always may. */
export type Access = 'anyone' | readonly Exclude<ApiRole, 'admin'>[];

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Absent: nobody. */
    access?: Access;
    /** Asked by pages of others, which know nothing of our header. */
    foreignPage?: boolean;
  }
}

export const everyone = ['reviewer', 'analyst', 'ingest'] as const satisfies Access;
export const readers = ['reviewer', 'analyst'] as const satisfies Access;
export const reviewers = ['reviewer'] as const satisfies Access;
export const analysts = ['analyst'] as const satisfies Access;
export const admins = [] as const satisfies Access;
