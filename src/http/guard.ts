import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseUrl } from '../parse-url.js';
import type { Access, Api } from './api.js';
import type { ServiceContext } from './context.js';
import { findPrincipal, type Principal } from './principal.js';
import { answerProblem, type Problem, sendProblem } from './problem.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether somebody signs in here, which has a share of its own. */
    signsIn?: boolean;
  }
}

/** The largest body, in bytes, of routes that anyone may use. */
const openBodyLimit = 2048;

/**
 * Lets a request through, before its body is read, if the route's `access` allows it, the client has not used up its
 * share, and no foreign page made it in the name of its reader.
 */
export async function guard(app: Api, context: ServiceContext): Promise<void> {
  app.decorateRequest('principal', undefined);
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, counts: true };
    if (route.config.access === 'anyone') route.bodyLimit = openBodyLimit;
  });
  app.addHook('onRequest', async (request, reply) => {
    try {
      const refusal = await refuse(request, context);
      if (refusal) return sendProblem(request, reply, refusal);
    } catch (error) {
      // Sent and not thrown, because a scope may have its own error handler.
      return answerProblem(error as Error, request, reply);
    }
  });
}

/** Requires this access on a route outside the service, such as the one for metrics. */
export function requireAccess(
  context: Pick<ServiceContext, 'pool'>,
  access: Exclude<Access, 'anyone'>,
): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined> {
  return async (request, reply) => {
    const refusal = refuseAccess(await findPrincipal(request, context), access);
    return refusal && sendProblem(request, reply, refusal);
  };
}

/** What there is at an address without a route. */
export const nowhere: Problem = {
  status: 404,
  detail: 'There is nothing at this address; /docs lists all routes.',
};

async function refuse(request: FastifyRequest, context: ServiceContext): Promise<Problem | undefined> {
  const { gate } = request.server;
  // Counted already, as it is no route of ours; its body is not worth reading.
  if (request.is404) return nowhere;
  const { access, signsIn } = request.routeOptions.config;
  if (signsIn) return void gate.countSignIn(request);
  // Files need no query, so that the page loads while the database is away.
  if (access === 'anyone' && isRead(request)) return void gate.countAddress(request);
  const principal = await findPrincipal(request, context);
  request.principal = principal;
  if (principal) gate.countKey(principal.name);
  if (principal && isForged(request, principal, context)) {
    return {
      status: 403,
      code: 'forged_request',
      detail:
        'A session may change things only from the review page: it needs the same Origin, and X-Honeyburst: page.',
    };
  }
  return access === 'anyone' ? undefined : refuseAccess(principal, access);
}

function refuseAccess(
  principal: Principal | undefined,
  access: Exclude<Access, 'anyone'> | undefined,
): Problem | undefined {
  if (!principal) {
    return {
      status: 401,
      detail:
        'This needs a key: create one with honeyburst tokens create NAME --role ROLE and send it as Authorization: Bearer KEY, or sign in with it. As long as there is no key, honeyburst serve prints a link to sign in with when it starts.',
      headers: { 'WWW-Authenticate': 'Bearer' },
    };
  }
  const { role } = principal;
  if (access !== undefined && (role === 'admin' || access.includes(role))) return undefined;
  return { status: 403, detail: `The role ${role} may not do this.` };
}

/** A browser sends cookies for any page, but it tells whose page asks. */
function isForged(
  request: FastifyRequest,
  { by }: Principal,
  { baseUrl }: Pick<ServiceContext, 'baseUrl'>,
): boolean {
  if (by === 'key' || isRead(request)) return false;
  const { host, headers, routeOptions } = request;
  const { origin } = headers;
  const isOwn =
    origin !== undefined &&
    (parseUrl(origin)?.host === host || (baseUrl !== undefined && origin === new URL(baseUrl).origin));
  const isMarked = headers['x-honeyburst'] === 'page' || routeOptions.config.foreignPage === true;
  return !isOwn || !isMarked;
}

function isRead({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}
