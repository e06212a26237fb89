import type { FastifyRequest } from 'fastify';
import { type ApiRole, apiRoles, findApiToken, hasApiTokens } from './api-token.js';
import type { ServiceContext } from './context.js';
import { findSession } from './session.js';

/** Who asks, and how they proved it: by a key, by the cookie of a session, or by using this machine. */
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

/** Finds out who asks. A wrong key belongs to nobody, even if the request also has a valid session. */
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
 * Excludes foreign pages whose host name resolves to this machine (DNS rebinding), because the request names their host;
 * and requests that a proxy on this machine forwards for others.
 */
function asksFromThisMachine({ hostname, headers }: FastifyRequest): boolean {
  const isForwarded = headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined;
  return namesThisMachine(hostname) && !isForwarded;
}

function namesThisMachine(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(hostname);
}

/** Whether only this machine can reach an address to listen on. */
export function isLoopback(host: string): boolean {
  return namesThisMachine(host.includes(':') ? `[${host}]` : host);
}
