import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Queryable } from '../database/pool.js';
import type { ApiToken, TokenRole } from './api-token.js';
import { createKeyring } from './keyring.js';
import { createLimiter } from './limiter.js';
import { ProblemError } from './problem.js';

declare module 'fastify' {
  interface FastifyInstance {
    gate: Gate;
  }
  interface FastifyRequest {
    /** Whether the request has proved that it may be made: by a key, a session or a signature. */
    isProven: boolean;
  }
  interface FastifyContextConfig {
    /** Whether the route counts its requests itself, because keys have shares of their own. Default: by address. */
    counts?: boolean;
  }
}

/** Searches for keys never seen, and attempts to sign in: per address and minute. */
const searchesPerMinute = 60;
const signInsPerMinute = 60;

/**
 * How much each client may ask: who proves nothing shares what belongs to the address. Every method throws a 429 once
 * that is used up.
 */
export interface Gate {
  countKey(name: string): void;
  countAddress(request: FastifyRequest): void;
  /** Refuses an address that has used up its share, and counts nothing. */
  refuseUsedUp(request: FastifyRequest): void;
  countSignIn(request: FastifyRequest): void;
  /** The token of the request's key, if it has one of these roles; otherwise the request counts against its address. */
  findToken<Role extends TokenRole>(
    request: FastifyRequest,
    key: string | undefined,
    ...roles: readonly Role[]
  ): Promise<ApiToken<Role> | undefined>;
  /** The token of a key that somebody signs in with; they are counted by `countSignIn`. */
  findSignIn<Role extends TokenRole>(
    key: string,
    ...roles: readonly Role[]
  ): Promise<ApiToken<Role> | undefined>;
}

/** Puts the gate on the server. All requests count against their address, except on routes that count themselves. */
export function openGate(
  app: FastifyInstance,
  { db, ratePerMinute }: { db: Queryable; ratePerMinute: number },
): void {
  const requests = createLimiter(ratePerMinute);
  const searches = createLimiter(searchesPerMinute);
  const signIns = createLimiter(signInsPerMinute);
  const keyring = createKeyring(db);
  const refuse = (seconds: number | undefined, what: string) => {
    if (seconds !== undefined) throw tooMany(seconds, what);
  };
  const gate: Gate = {
    countKey: (name) => refuse(requests.take(`key ${name}`), `${ratePerMinute} requests`),
    countAddress: ({ ip }) => refuse(requests.take(`address ${ip}`), `${ratePerMinute} requests`),
    refuseUsedUp: ({ ip }) => refuse(requests.wait(`address ${ip}`), `${ratePerMinute} requests`),
    countSignIn: ({ ip }) => refuse(signIns.take(ip), `${signInsPerMinute} attempts to sign in`),
    async findToken(request, key, ...roles) {
      const { ip } = request;
      const beforeSearch = () => {
        refuse(searches.take(ip), `${searchesPerMinute} different keys`);
        return () => searches.giveBack(ip);
      };
      const token = key === undefined ? undefined : await keyring.find(key, beforeSearch);
      if (hasRole(token, roles)) {
        request.isProven = true;
        return token;
      }
      gate.countAddress(request);
      return undefined;
    },
    async findSignIn(key, ...roles) {
      const token = await keyring.find(key, () => () => {});
      return hasRole(token, roles) ? token : undefined;
    },
  };
  app.decorate('gate', gate);
  app.decorateRequest('isProven', false);
  app.addHook('onRequest', async (request) => {
    if (!request.routeOptions.config?.counts) gate.countAddress(request);
  });
}

function hasRole<Role extends TokenRole>(
  token: ApiToken | undefined,
  roles: readonly Role[],
): token is ApiToken<Role> {
  return token !== undefined && (roles as readonly TokenRole[]).includes(token.role);
}

function tooMany(seconds: number, what: string): ProblemError {
  return new ProblemError({
    status: 429,
    detail: `More than ${what} within a minute: try again in ${seconds} s.`,
    headers: { 'Retry-After': String(seconds) },
  });
}
