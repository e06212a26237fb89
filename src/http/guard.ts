import rateLimit from '@fastify/rate-limit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseUrl } from '../parse-url.js';
import type { Access, Api } from './api.js';
import type { ServiceContext } from './context.js';
import { findPrincipal, type Principal } from './principal.js';
import { type Problem, sendProblem } from './problem.js';

/**
 * Lets a request through if the route's `access` allows it, the client has not used up its share, and no foreign page
 * made it in the name of its reader.
 */
export async function guard(app: Api, context: ServiceContext): Promise<void> {
  app.decorateRequest('principal', undefined);
  await app.register(rateLimit, { global: false });
  const count = app.createRateLimit({
    timeWindow: 60_000,
    max: context.ratePerMinute,
    keyGenerator: ({ principal, ip }) => (principal ? `key ${principal.name}` : `address ${ip}`),
  });
  app.addHook('onRequest', async (request, reply) => {
    request.principal = await findPrincipal(request, context);
    const counted = await count(request);
    const refusal = !counted.isAllowed && counted.isExceeded ? tooMany(counted) : refuse(request, context);
    // Sent and not thrown, because a scope may have its own error handler.
    if (refusal) return sendProblem(request, reply.headers(refusal.headers ?? {}), refusal);
  });
}

function tooMany({ max, ttlInSeconds }: { max: number; ttlInSeconds: number }): Refusal {
  const detail = `More than ${max} requests within a minute: try again in ${ttlInSeconds} s.`;
  return { status: 429, detail, headers: { 'Retry-After': ttlInSeconds } };
}

interface Refusal extends Problem {
  headers?: Record<string, string | number>;
}

/** Requires this access on a route outside the service, such as the one for metrics. */
export function requireAccess(
  context: Pick<ServiceContext, 'pool' | 'loopback'>,
  access: Exclude<Access, 'anyone'>,
): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined> {
  return async (request, reply) => {
    const refusal = refuseAccess(await findPrincipal(request, context), access);
    return refusal && sendProblem(request, reply.headers(refusal.headers ?? {}), refusal);
  };
}

function refuse(request: FastifyRequest, context: ServiceContext): Refusal | undefined {
  const { principal } = request;
  if (principal && isForged(request, principal, context)) {
    return {
      status: 403,
      code: 'forged_request',
      detail:
        'A session may change things only from the review page: it needs the same Origin, and X-Honeyburst: page.',
    };
  }
  const { access } = request.routeOptions.config;
  return request.is404 || access === 'anyone' ? undefined : refuseAccess(principal, access);
}

function refuseAccess(
  principal: Principal | undefined,
  access: Exclude<Access, 'anyone'> | undefined,
): Refusal | undefined {
  if (!principal) {
    return {
      status: 401,
      detail:
        'This needs a key from honeyburst tokens create: send it as Authorization: Bearer KEY, or sign in with it.',
      headers: { 'WWW-Authenticate': 'Bearer' },
    };
  }
  const { role } = principal;
  if (access !== undefined && (role === 'admin' || access.includes(role))) return undefined;
  return { status: 403, detail: `The role ${role} may not do this.` };
}

/** A browser sends cookies for any page, and reaches this machine for any page, but it tells whose page asks. */
function isForged(
  request: FastifyRequest,
  { by }: Principal,
  { baseUrl }: Pick<ServiceContext, 'baseUrl'>,
): boolean {
  const { method, host, headers, routeOptions } = request;
  if (by === 'key' || method === 'GET' || method === 'HEAD') return false;
  const { origin } = headers;
  if (by === 'machine' && origin === undefined) return false;
  const isOwn =
    origin !== undefined &&
    (parseUrl(origin)?.host === host || (baseUrl !== undefined && origin === new URL(baseUrl).origin));
  const isMarked = headers['x-honeyburst'] === 'page' || routeOptions.config.foreignPage === true;
  return !isOwn || (by === 'session' && !isMarked);
}
