import rateLimit from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import type { Access, Api } from './api.js';
import type { ServiceContext } from './context.js';
import { findPrincipal, type Principal } from './principal.js';
import { ProblemError } from './problem.js';

/**
 * Lets requests through that the route's `access` allows, not more of each client than its share, and none that a page
 * of somebody else's made in the name of its reader.
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
    if (!counted.isAllowed && counted.isExceeded) {
      reply.header('Retry-After', counted.ttlInSeconds);
      throw new ProblemError({
        status: 429,
        detail: `More than ${counted.max} requests within a minute: ask again in ${counted.ttlInSeconds} s.`,
      });
    }
    if (request.principal) refuseForgery(request, request.principal, context);
    if (request.is404) return;
    const { access } = request.routeOptions.config;
    if (access === 'anyone') return;
    if (!request.principal) {
      reply.header('WWW-Authenticate', 'Bearer');
      throw new ProblemError({
        status: 401,
        detail:
          'This needs a key that honeyburst tokens create makes, as Authorization: Bearer KEY or as the session of one.',
      });
    }
    if (!allows(access, request.principal)) {
      throw new ProblemError({
        status: 403,
        detail: `The role ${request.principal.role} may not do this.`,
      });
    }
  });
}

function allows(access: Exclude<Access, 'anyone'> | undefined, { role }: Principal): boolean {
  return access !== undefined && (role === 'admin' || access.includes(role));
}

/** A browser sends cookies, and reaches this machine, for any page; but it says whose page it is. */
function refuseForgery(
  request: FastifyRequest,
  { by }: Principal,
  { baseUrl }: Pick<ServiceContext, 'baseUrl'>,
): void {
  if (by === 'key' || request.method === 'GET' || request.method === 'HEAD') return;
  const { origin } = request.headers;
  const own =
    origin !== undefined &&
    URL.canParse(origin) &&
    (new URL(origin).host === request.host || (baseUrl !== undefined && origin === new URL(baseUrl).origin));
  const marked =
    request.headers['x-honeyburst'] === 'page' || request.routeOptions.config.foreignPage === true;
  if (by === 'session' ? own && marked : own || origin === undefined) return;
  throw new ProblemError({
    status: 403,
    code: 'forged_request',
    detail: 'A session changes things only from its own page: same Origin, and X-Honeyburst: page.',
  });
}
