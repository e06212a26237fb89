import type { FastifyRequest } from 'fastify';
import { apiRoles } from './api-token.js';
import type { ServiceContext } from './context.js';
import { findSession } from './session.js';
import type { SignedIn } from './session-store.js';

/** Who asks, and how they proved it: by a key or by the cookie of a session. */
export interface Principal extends SignedIn {
  by: 'key' | 'session';
}

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | undefined;
  }
}

/**
 * Finds out who asks; a request of nobody counts against its address. A wrong key belongs to nobody, even if the request
 * also has a valid session.
 */
export async function findPrincipal(
  request: FastifyRequest,
  { pool }: Pick<ServiceContext, 'pool'>,
): Promise<Principal | undefined> {
  const { authorization } = request.headers;
  if (authorization === undefined) {
    const session = await findSession(pool, request);
    if (session) {
      request.isProven = true;
      return { ...session, by: 'session' };
    }
  }
  const token = await request.server.gate.findToken(request, readBearer(authorization), ...apiRoles);
  return token && { name: token.name, role: token.role, by: 'key' };
}

/** The key of `Authorization: Bearer KEY`. */
export function readBearer(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
}
