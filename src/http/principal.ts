import type { FastifyRequest } from 'fastify';
import { type ApiRole, apiRoles, findApiToken, hasApiTokens } from './api-token.js';
import type { ServiceContext } from './context.js';
import { findSession } from './session.js';

/** Who asks, and how they showed it: with a key, the cookie of a session, or by sitting at this machine. */
export interface Principal {
  name: string;
  role: ApiRole;
  by: 'key' | 'session' | 'machine';
}

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | undefined;
  }
}

/** A wrong key is nobody's, whatever else the request brings. */
export async function findPrincipal(
  request: FastifyRequest,
  { pool, loopback }: Pick<ServiceContext, 'pool' | 'loopback'>,
): Promise<Principal | undefined> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const [, key] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
    const token = key === undefined ? undefined : await findApiToken(pool, key, ...apiRoles);
    return token && { name: token.name, role: token.role, by: 'key' };
  }
  const session = await findSession(pool, request);
  if (session) return { name: session.name, role: session.role, by: 'session' };
  if (!loopback || !asksFromThisMachine(request) || (await hasApiTokens(pool))) return undefined;
  return { name: 'local', role: 'admin', by: 'machine' };
}

/**
 * A page elsewhere whose name resolves to this machine (DNS rebinding) still asks under its own name, and a proxy on
 * this machine says whom it asks for.
 */
function asksFromThisMachine({ hostname, headers }: FastifyRequest): boolean {
  const isForwarded = headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined;
  return namesThisMachine(hostname) && !isForwarded;
}

function namesThisMachine(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(hostname);
}

/** Whether an address to listen on is reached from this machine only. */
export function isLoopback(host: string): boolean {
  return namesThisMachine(host.includes(':') ? `[${host}]` : host);
}
